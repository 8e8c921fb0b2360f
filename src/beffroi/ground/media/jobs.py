import hashlib
import shutil
import tempfile
from datetime import timedelta
from pathlib import Path

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage

from beffroi.ground.media import actions, clips, pictures
from beffroi.ground.media.models import Document, Image, Video
from beffroi.ground.media.orphans import orphans, stray_files
from beffroi.kernel import clock
from beffroi.kernel.jobs import task


@task(queue="images", retries=5)
def make_sizes(image_id: int) -> None:
    """Write the smaller sizes of a picture. Running twice writes the same files again."""
    image = Image.objects.filter(pk=image_id).first()
    if image is None or image.ready_at:
        return
    with image.file.open("rb") as file:
        made = pictures.smaller(file.read())
    folder = str(image.file.name).rpartition("/")[0]
    sizes = {}
    for width, size in made.items():
        paths = {}
        for kind in ("webp", "avif"):
            path = f"{folder}/{width}-{image.digest[:8]}.{kind}"
            default_storage.delete(path)
            paths[kind] = default_storage.save(path, ContentFile(size[kind]))
        sizes[str(width)] = {"height": size["height"], **paths}
    actions.keep_sizes(image=image, sizes=sizes, at=clock.now())


@task(queue="images", retries=2)
def make_clip(video_id: int) -> None:
    """Write a video again. Running twice writes another file and keeps the last."""
    video = Video.objects.filter(pk=video_id, state=Video.WAITING).first()
    if video is None or not video.source:
        return
    with tempfile.TemporaryDirectory() as folder:
        source, target, poster = (Path(folder) / name for name in ("source", "clip.mp4", "poster.webp"))
        with video.source.open("rb") as came, source.open("wb") as copy:
            shutil.copyfileobj(came, copy)
        try:
            made = clips.make(source, target, poster)
        except clips.Unusable as error:
            actions.refuse_video(video=video, problem=str(error))
            return
        base = str(video.source.name).rpartition("/")[0]
        with target.open("rb") as written:
            digest, size = hashlib.file_digest(written, "sha256").hexdigest(), target.stat().st_size
            kept = default_storage.save(f"{base}/{made.height}.mp4", File(written))
        shown = default_storage.save(f"{base}/{made.height}.webp", ContentFile(poster.read_bytes()))
    actions.keep_video(
        video=video, file=kept, poster=shown, width=made.width, height=made.height, seconds=made.seconds, size=size, digest=digest,
    )  # fmt: skip


@task(every=timedelta(days=1))
def clean_up() -> None:
    """Remove pictures and documents that nothing uses, and files that no row knows."""
    at = clock.now()
    for image in orphans(Image, at):
        actions.delete_image(image=image)
    for document in orphans(Document, at):
        actions.delete_document(document=document)
    for video in orphans(Video, at):
        actions.delete_video(video=video)
    for path in stray_files(at):
        default_storage.delete(path)

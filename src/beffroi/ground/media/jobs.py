from datetime import timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from beffroi.ground.media import actions, pictures
from beffroi.ground.media.models import Document, Image
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


@task(every=timedelta(days=1))
def clean_up() -> None:
    """Remove pictures and documents that nothing uses, and files that no row knows."""
    at = clock.now()
    for image in orphans(Image, at):
        actions.delete_image(image=image)
    for document in orphans(Document, at):
        actions.delete_document(document=document)
    for path in stray_files(at):
        default_storage.delete(path)

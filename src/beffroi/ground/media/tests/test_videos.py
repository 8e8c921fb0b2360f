"""Videos are written again; captions are checked; what cannot be used says why."""

from io import BytesIO

import av
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import Context, Template
from django.test import RequestFactory

from beffroi.ground.media import actions, captions, jobs
from beffroi.ground.media.models import Video

pytestmark = pytest.mark.django_db

SRT = "1\n00:00:00,000 --> 00:00:01,500\nBonjour <b>à tous</b>\n\n2\n00:00:01,500 --> 00:00:02,000\net bienvenue\n"


def movie(seconds=1, size=(320, 240)) -> bytes:
    """A small film with sound and a place in its metadata, as a phone makes it."""
    out = BytesIO()
    with av.open(out, "w", format="mp4") as made:
        made.metadata["comment"] = "12 rue des Lilas"
        pictures = made.add_stream("libx264", rate=10)
        pictures.width, pictures.height, pictures.pix_fmt = *size, "yuv420p"
        for n in range(10 * seconds):
            frame = av.VideoFrame(*size, "yuv420p")
            frame.pts = n
            made.mux(pictures.encode(frame))
        made.mux(pictures.encode(None))
    return out.getvalue()


def take(content, at, **more):
    return actions.take_video(upload=SimpleUploadedFile("a.mp4", content, "video/mp4"), alt="Le marché s’installe", at=at, **more)


def test_a_video_is_written_again_without_its_place_and_shown_with_captions(at, client):
    content = movie()
    assert b"rue des Lilas" in content
    video = take(content, at, captions=SRT)
    assert "<video" not in shown(video)
    jobs.make_clip.function(video_id=video.pk)
    video.refresh_from_db()
    assert (video.state, video.width, video.seconds, bool(video.source)) == (Video.READY, 320, 1, False)
    with video.file.open("rb") as file:
        assert b"rue des Lilas" not in file.read()
    assert client.get(video.file.url, headers={"Range": "bytes=0-99"}).status_code == 206
    assert client.get(video.poster.url)["Content-Type"] == "image/webp"
    said = client.get(f"/media/videos/{video.pk}.vtt").content.decode()
    assert said.startswith("WEBVTT")
    assert "<track" in shown(video)
    assert "Bonjour à tous et bienvenue" in shown(video)


def shown(video):
    return Template("{% load media %}{% video video %}").render(Context({"video": video, "request": RequestFactory().get("/")}))


def test_what_lies_about_being_a_video_is_refused_at_once_or_by_the_worker(at):
    with pytest.raises(ValidationError):
        take(b"<script>alert(1)</script>", at)
    video = take(movie()[:600] + b"\0" * 5000, at)
    jobs.make_clip.function(video_id=video.pk)
    video.refresh_from_db()
    assert video.state == Video.UNUSABLE
    assert "MP4" in shown(video)


def test_a_video_needs_a_description(at):
    with pytest.raises(ValidationError):
        actions.take_video(upload=SimpleUploadedFile("a.mp4", movie(), "video/mp4"), alt=" ", at=at)


def test_captions_are_read_from_both_formats_and_lose_their_tags():
    read = captions.read(SRT)
    assert "00:00:01.500 --> 00:00:02.000" in read
    assert "<b>" not in read
    assert captions.read(read) == read


@pytest.mark.parametrize("wrong", ["hello", "1\n00:00:05,000 --> 00:00:01,000\nx", "1\n0 --> 1\nx"])
def test_captions_that_cannot_be_read_are_refused(wrong):
    with pytest.raises(ValidationError):
        captions.read(wrong)

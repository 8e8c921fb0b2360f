from beffroi.ground.media.facts import ImageTaken, VideoTaken
from beffroi.ground.media.jobs import make_clip, make_sizes
from beffroi.kernel.facts import on


@on(ImageTaken)
def ask_for_the_sizes(fact: ImageTaken) -> None:
    """A job of its own: encoding takes seconds and must not hold the transaction of a reaction."""
    make_sizes.using(unique=f"media:sizes:{fact.image_id}").enqueue(image_id=fact.image_id)


@on(VideoTaken)
def ask_for_the_clip(fact: VideoTaken) -> None:
    make_clip.using(unique=f"clip-{fact.video_id}").enqueue(video_id=fact.video_id)

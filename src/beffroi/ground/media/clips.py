"""Short videos: read for real and written again as MP4 (H.264, AAC) with nothing but pictures and sound.

Runs as a process of its own (`python clips.py IN OUT POSTER`), because a decoder takes memory and
reads what strangers made; prints one line of JSON: {"width", "height", "seconds"} or {"problem": a code}.
"""

import json
import math
import subprocess
import sys
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING or __name__ == "__main__":
    import av  # 60 MB of libraries: for the process of its own alone

MOST_SECONDS = 180
MOST_SIDE = 1280
MOST_RATE = 30
LONGEST = 540  # seconds of work

TOO_LONG, NO_VIDEO, UNREADABLE, TOO_SLOW = "too_long", "no_video", "unreadable", "too_slow"


@dataclass(frozen=True)
class Made:
    """A video that was written again."""

    width: int
    height: int
    seconds: int


class Unusable(Exception):
    """With the code of what is wrong."""


def make(source: Path, target: Path, poster: Path) -> Made:
    """Write a video again, in a process of its own. Unusable says why not."""
    try:
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-P", __file__, str(source), str(target), str(poster)],
            capture_output=True, text=True, timeout=LONGEST, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise Unusable(TOO_SLOW) from None
    try:
        said = json.loads(done.stdout.strip().rpartition("\n")[2])
    except ValueError:
        raise Unusable(UNREADABLE) from None
    if "problem" in said:
        raise Unusable(said["problem"])
    return Made(**said)


def _shape(width: int, height: int) -> tuple[int, int]:
    """Not above MOST_SIDE, even numbers as the codec asks."""
    scale = min(1.0, MOST_SIDE / max(width, height))
    return max(2, math.floor(width * scale / 2) * 2), max(2, math.floor(height * scale / 2) * 2)


def _turned(frame: "av.VideoFrame") -> int:
    """Quarter turns that the phone noted instead of turning the picture."""
    return round((getattr(frame, "rotation", 0) or 0) / 90) % 4


def _convert(source: str, target: str, poster: str) -> Made:
    with av.open(source, metadata_errors="ignore") as opened:
        if not opened.streams.video:
            raise Unusable(NO_VIDEO)
        seen = opened.streams.video[0]
        seen.thread_type = "AUTO"
        if opened.duration and opened.duration / av.time_base > MOST_SECONDS + 1:
            raise Unusable(TOO_LONG)
        sound = opened.streams.audio[0] if opened.streams.audio else None
        with av.open(target, "w", format="mp4", options={"movflags": "+faststart"}) as out:
            return _write(opened, seen, sound, out, poster)


def _write(
    opened: "av.container.InputContainer",
    seen: "av.VideoStream",
    sound: "av.AudioStream | None",
    out: "av.container.OutputContainer",
    poster: str,
) -> Made:
    rate = min(Fraction(seen.average_rate or 25), Fraction(MOST_RATE))
    pictures = out.add_stream("libx264", rate=rate, options={"crf": "24", "preset": "veryfast", "profile": "main"})
    pictures.pix_fmt = "yuv420p"
    voice = out.add_stream("aac", rate=44100, layout="stereo") if sound else None
    if voice:
        voice.bit_rate = 96_000
    resampler = av.AudioResampler(format="fltp", layout="stereo", rate=44100)
    size: tuple[int, int] | None = None
    next_at, seconds = 0.0, 0.0
    for frame in opened.decode(*[stream for stream in (seen, sound) if stream]):
        if not isinstance(frame, av.AudioFrame | av.VideoFrame):
            continue
        at = float(frame.time or 0.0)
        if at > MOST_SECONDS + 1:
            raise Unusable(TOO_LONG)
        if isinstance(frame, av.AudioFrame):
            for part in resampler.resample(frame):
                if voice:
                    out.mux(voice.encode(part))
            continue
        if not isinstance(frame, av.VideoFrame) or at + 1e-6 < next_at:
            continue
        next_at = max(next_at + 1 / float(rate), at)
        picture = frame.to_image()
        if turns := _turned(frame):
            picture = picture.rotate(90 * turns, expand=True)
        if size is None:
            size = _shape(*picture.size)
            pictures.width, pictures.height = size
            picture.resize(size).save(poster, "WEBP", quality=82)
        made = av.VideoFrame.from_image(picture.resize(size))
        made.pts, made.time_base = round(at / float(1 / rate)), 1 / rate
        out.mux(pictures.encode(made))
        seconds = max(seconds, at + 1 / float(rate))
    if size is None:
        raise Unusable(NO_VIDEO)
    out.mux(pictures.encode(None))
    if voice:
        out.mux(voice.encode(None))
    return Made(*size, max(1, round(seconds)))


def main(arguments: list[str]) -> int:
    try:
        made = _convert(*arguments)
    except Unusable as error:
        sys.stdout.write(json.dumps({"problem": str(error)}))
        return 1
    except (av.FFmpegError, ValueError, OSError, MemoryError):
        sys.stdout.write(json.dumps({"problem": UNREADABLE}))
        return 1
    sys.stdout.write(json.dumps(made.__dict__))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

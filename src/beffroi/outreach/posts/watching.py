"""What neutrality asks about posts: the words, the pictures, the hour; and how many were published in each month."""

from datetime import date
from typing import Any

from django.db.models import Count
from django.db.models.functions import TruncMonth

from beffroi.outreach.neutrality.types import Said, Watched, watched
from beffroi.outreach.posts.content import content_of, texts_in
from beffroi.outreach.posts.models import Post

EXEMPT = {Post.ALERT, Post.CRISIS, Post.LEGAL, Post.TRIBUNE}


class PostWatched(Watched):
    kind = "post"

    def said(self, id: int) -> Said:
        post = Post.objects.get(pk=id)
        content = content_of(post)
        words = [post.title, *(wording["title"] for wording in content["wordings"].values()), *texts_in(content)]
        return Said(
            text="\n".join(words),
            alts=tuple(picture["alt"] for picture in content["pictures"]),
            publish_at=post.publish_at,
            is_exempt=post.kind in EXEMPT,
        )

    def months(self, since: date, until: date) -> dict[date, int]:
        rows: Any = (
            Post.objects.filter(published_at__date__gte=since, published_at__date__lt=until)
            .exclude(kind__in=EXEMPT)
            .annotate(month=TruncMonth("published_at"))
            .values_list("month")
            .annotate(number=Count("pk"))
        )
        return {month.date(): number for month, number in rows}


watched.register(PostWatched())

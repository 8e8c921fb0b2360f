"""Make the search index and its vocabulary again."""

from django.core.management.base import BaseCommand

from beffroi.commons.search import maintenance, vocabulary
from beffroi.commons.search.models import Document


class Command(BaseCommand):
    help = "Make the search index and its vocabulary again, from the texts that it keeps."

    def handle(self, *args, **options) -> None:
        total, done, last = Document.objects.count(), 0, 0
        while found := maintenance.reindex_some(after=last):
            last, done = found, done + maintenance.BATCH
            self.stdout.write(f"\r{min(done, total)} / {total}", ending="")
        vocabulary.forget()
        while vocabulary.learn():
            self.stdout.write(".", ending="")
        self.stdout.write(f"\n{Document.objects.count()} texts can be found.")

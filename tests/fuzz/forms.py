"""The forms of a page, as a browser without scripts sees them."""

from html.parser import HTMLParser


class Forms(HTMLParser):
    """The forms of a page: where they go, what they hold."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[dict] = []
        self._select = self._area = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        has = dict(attrs)
        name = has.get("name", "")
        if tag == "form":
            self.found.append(
                {"action": has.get("action") or "", "method": (has.get("method") or "get").lower(), "data": {}, "files": set()}
            )
            return
        if not self.found:
            return
        form = self.found[-1]
        if tag == "textarea":
            self._area = name
            form["data"].setdefault(name, "")
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            if "selected" in has or (has.get("value") and self._select not in form["data"]):
                form["data"][self._select] = has.get("value") or ""
        elif name and tag == "input" and has.get("type") == "file":
            form["files"].add(name)
        elif name and has.get("type") == "radio" and "checked" in has:
            form["data"][name] = has.get("value") or ""
        elif name and tag in ("input", "button"):
            form["data"].setdefault(name, has.get("value") or "")

    def handle_data(self, data):
        if self._area and self.found:
            self.found[-1]["data"][self._area] += data

    def handle_endtag(self, tag):
        if tag == "select":
            self._select = ""
        if tag == "textarea":
            self._area = ""

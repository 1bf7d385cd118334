"""mitmdump --scripts misbehave.py --set fault=NAME: what goes wrong between the phone and the city.

lost         the first answer to each request that changes something is dropped after the city gave it
portal       the first three requests get a page, a redirect to `elsewhere` and a 511 instead; the city never sees them
date-ahead   the city's clock seems to be 26 hours ahead
date-behind  the same, behind
busy-until   the first request is refused until ten minutes after the answer's own date, by a clock that is 26 hours ahead
"""

import time
from email.utils import formatdate

from mitmproxy import ctx, http

DAY_AND_TWO_HOURS = 26 * 3600
PAGE = b"<!doctype html><title>Free Wi-Fi</title>Please log in."


class Misbehave:
    def __init__(self):
        self.requests = 0
        self.lost = set()

    def load(self, loader):
        loader.add_option("fault", str, "", "what goes wrong")
        loader.add_option("elsewhere", str, "", "where a portal leads")

    def request(self, flow: http.HTTPFlow) -> None:
        self.requests += 1
        if ctx.options.fault == "portal" and self.requests <= 3:
            flow.response = portal(self.requests)
        if ctx.options.fault == "busy-until" and self.requests == 1:
            now = time.time() + DAY_AND_TWO_HOURS
            headers = {"Date": http_date(now), "Retry-After": http_date(now + 600)}
            flow.response = http.Response.make(503, b"busy", headers)

    def response(self, flow: http.HTTPFlow) -> None:
        fault = ctx.options.fault
        if fault == "lost" and flow.request.method in ("POST", "PATCH"):
            what = (flow.request.method, flow.request.path, flow.request.headers.get("Upload-Offset"))
            if what not in self.lost:
                self.lost.add(what)
                flow.kill()
        elif fault in ("date-ahead", "date-behind"):
            by = DAY_AND_TWO_HOURS if fault == "date-ahead" else -DAY_AND_TWO_HOURS
            flow.response.headers["Date"] = http_date(time.time() + by)


def portal(request: int) -> http.Response:
    if request == 1:
        return http.Response.make(200, PAGE, {"Content-Type": "text/html"})
    if request == 2:
        return http.Response.make(302, b"", {"Location": ctx.options.elsewhere})
    return http.Response.make(511, PAGE, {"Content-Type": "text/html"})


def http_date(seconds: float) -> str:
    return formatdate(seconds, usegmt=True)


addons = [Misbehave()]

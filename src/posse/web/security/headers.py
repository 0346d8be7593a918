"""Headers that keep foreign script, frames and kept copies away from pages."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

# Pages hold no script or style of their own, so nothing but files of this site is let in.
# Pictures may stand in a page as data: what an image holds is drawn and never run.
CONTENT_SECURITY_POLICY = "; ".join((
    "default-src 'self'",
    "img-src 'self' data:",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "object-src 'none'",
))  # fmt: skip
PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"

Respond = Callable[[HttpRequest], HttpResponse]


class SecurityHeaders:
    """Give every answer a strict policy; a view may set a stricter one of its own."""

    def __init__(self, respond: Respond) -> None:
        """Keep what answers."""
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with the headers."""
        response = self.respond(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        # What is answered before anybody is known, such as a redirect, has no user.
        if hasattr(request, "user") and request.user.is_authenticated:
            # The browser's Back must show nothing once somebody has signed out.
            response.headers.setdefault("Cache-Control", "no-store, private")
        return response

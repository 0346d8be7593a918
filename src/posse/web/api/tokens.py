"""Who asks: the token in the header, its scope for the operation, and its rate."""

from typing import Any

from django.http import HttpRequest
from ninja.security import HttpBearer

from posse.services.tokens.using import do_count_request, token_of_secret
from posse.web.api.problems import Problem


class Scoped(HttpBearer):
    """Lets in a token that has a scope; the request then acts as the token's user."""

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """The token, or None where nobody knows it. Raises: Problem."""
        found = token_of_secret(token)
        if found is None:
            return None
        asked: Any = request
        asked.user, asked.token = found.user, found
        asked.rate = do_count_request(found)
        if asked.rate.is_over:
            raise Problem(
                429, f"This token may ask {found.requests_a_minute} times a minute; wait."
            )
        if self.scope not in found.scopes:
            raise Problem(403, f"This token lacks the scope {self.scope}.")
        return found


READ_CASES = Scoped("cases:read")
READ_PARTICIPANTS = Scoped("participants:read")
READ_MONEY = Scoped("money:read")
READ_TASKS = Scoped("tasks:read")
WRITE_TASKS = Scoped("tasks:write")

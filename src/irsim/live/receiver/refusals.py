"""Why a request is not taken: a status code, one sentence for its sender, and when to come again."""


class Refusal(Exception):
    """A request is not taken. `again` is in how many seconds it may come again; 0: as it is, never.

    `close`: the rest of what is sent cannot be told from a next request, or is not wanted. `source` is whose it is,
    once that is known; `body` is the answer where the sender expects one of its own form.
    """

    def __init__(
        self, status: int, sentence: str, *, again: int = 0, close: bool = False, source: str = "", body: bytes = b""
    ) -> None:
        super().__init__(status, sentence)
        self.status = status
        self.sentence = sentence
        self.again = again
        self.close = close
        self.source = source
        self.body = body

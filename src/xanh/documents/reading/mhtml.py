"""The web page inside an .mht or .mhtml file, the single file that browsers save."""

from __future__ import annotations

from xanh.documents.reading import refusals


def page_of(data: bytes, name: str) -> bytes:
    """Return the bytes of the first page of a saved web archive, its transfer encoding undone.

    Raises XanhError ``damaged-file`` when it holds none.
    """
    from email import message_from_bytes
    from email.errors import MessageError

    try:
        for part in message_from_bytes(data).walk():
            if part.get_content_type() in ("text/html", "application/xhtml+xml"):
                page = part.get_payload(decode=True)
                if isinstance(page, bytes) and page.strip():
                    return page
    except (MessageError, ValueError, LookupError) as error:
        raise refusals.damaged(name, ".mhtml") from error
    raise refusals.damaged(name, ".mhtml")

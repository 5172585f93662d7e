"""Forms as vendors take them: multipart bodies, read by the standard library."""

from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP

from starlette.requests import Request


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a form, and the bytes of its files, by name."""

    fields: dict[str, str] = field(default_factory=dict[str, str])
    files: dict[str, bytes] = field(default_factory=dict[str, bytes])


async def read_form(request: Request) -> Form:
    """The multipart body of a request; an empty form for any other body."""
    kind = request.headers.get("content-type", "")
    form = Form()
    if not kind.startswith("multipart/form-data"):
        return form
    message = BytesParser(policy=HTTP).parsebytes(f"Content-Type: {kind}\r\n\r\n".encode() + await request.body())
    for part in message.iter_parts():
        name = str(part.get_param("name", "", "content-disposition"))
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        if part.get_filename() is None:
            form.fields[name] = content.decode("utf-8")
        else:
            form.files[name] = content
    return form

"""Bytes, whole or in parts, for whoever has none of them yet: what ranges and conditions of HTTP come to (RFC 9110)."""

from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

from fastapi import Request, Response
from fastapi.responses import StreamingResponse

from sajangpick.api.problem import Kind, documented, problem
from sajangpick.api.ranges import Span, Version, asked_span, is_known, is_unmet

_UNSATISFIABLE = Kind(416, "range_not_satisfiable", "The file has none of these bytes")
_UNMET = Kind(412, "precondition_failed", "The file is not the one that was meant")


def sent(media_type: str) -> dict[int | str, dict[str, Any]]:
    """What `send` answers, as the `responses` of a route."""
    return {
        200: {"description": "The file.", "content": {media_type: {}}},
        206: {"description": "The part of it that was asked for.", "content": {media_type: {}}},
        304: {"description": "The file that is known already."},
        **documented(_UNSATISFIABLE, _UNMET),
    }


def send(
    request: Request,
    size: int,
    version: Version,
    media_type: str,
    headers: Mapping[str, str],
    read: Callable[[Span], AsyncIterator[bytes]],
) -> Response:
    """What a request asks for of a file of `size` bytes, as `read` gives them; for HEAD what a GET would say."""
    told = {**headers, "Accept-Ranges": "bytes", "ETag": version.etag, "Last-Modified": version.last_modified}
    if is_unmet(request.headers, version):
        return problem(_UNMET, "The file is not the one that If-Match or If-Unmodified-Since names.")
    if is_known(request.headers, version):
        return Response(status_code=304, headers=told)
    # Ranges mean something for GET alone.
    span = asked_span(request.headers, size, version) if request.method == "GET" else None
    if span is not None and span.is_empty:
        unsatisfied = {"Content-Range": f"bytes */{size}", "Accept-Ranges": "bytes"}
        return problem(_UNSATISFIABLE, f"The file has {size} bytes.", headers=unsatisfied)
    part = span or Span(0, size)
    told |= {"Content-Length": str(part.end - part.start), "Content-Type": media_type}
    if span is not None:
        told["Content-Range"] = f"bytes {span.start}-{span.end - 1}/{size}"
    if request.method == "HEAD":
        return Response(headers=told)
    return StreamingResponse(read(part), 200 if span is None else 206, told)

"""The API's description as a page for people, which needs nothing from elsewhere."""

import json
from html import escape
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

router = APIRouter(include_in_schema=False)

_STYLE = """
body { margin: 0 auto; max-width: 52rem; padding: 2rem 1rem; font: 1rem/1.6 system-ui, sans-serif; color: #1c1917 }
h1 { font-size: 1.6rem } h2 { margin-top: 2.4rem; font-size: 1.15rem }
details { border-top: 1px solid #e7e5e4; padding: .4rem 0 } summary { cursor: pointer }
code, pre { font: .85rem/1.5 ui-monospace, monospace; background: #f5f5f4; border-radius: .3rem }
code { padding: .1rem .3rem } pre { padding: .6rem; overflow-x: auto; white-space: pre-wrap }
dt { font-weight: 600 } dd { margin: 0 0 .4rem 1rem } a { color: #17543a }
"""


@router.get("/docs")
async def describe_api(request: Request) -> HTMLResponse:
    """Every route, from the same document that programs read at /openapi.json."""
    found = request.app.openapi()
    info = found["info"]
    by_tag: dict[str, list[str]] = {}
    for path, methods in found["paths"].items():
        for method, operation in methods.items():
            by_tag.setdefault(operation["tags"][0], []).append(_operation(method, path, operation))
    parts = [f"<h2>{escape(tag)}</h2>{''.join(operations)}" for tag, operations in by_tag.items()]
    schemas = "".join(_schema(name, schema) for name, schema in sorted(found["components"]["schemas"].items()))
    head = f"<h1>{escape(info['title'])} {escape(info['version'])}</h1><pre>{escape(info['description'].strip())}</pre>"
    machines = '<p>For programs: <a href="/openapi.json">openapi.json</a></p>'
    return _page(info["title"], f"{head}{machines}{''.join(parts)}<h2>schemas</h2>{schemas}")


def _operation(method: str, path: str, operation: dict[str, Any]) -> str:
    body = operation.get("requestBody", {}).get("content", {})
    rows = [
        *((f"{each['name']} ({each['in']})", each.get("description", "")) for each in operation.get("parameters", [])),
        *((f"body ({kind})", _name(content.get("schema", {}))) for kind, content in body.items()),
        *((status, f"{answer['description']} {_answer(answer)}") for status, answer in operation["responses"].items()),
    ]
    facts = "".join(f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in rows)
    title = f"<code>{method.upper()} {escape(path)}</code> {escape(operation['summary'])}"
    return _folded(title, f"<p>{escape(operation.get('description', ''))}</p><dl>{facts}</dl>")


def _answer(answer: dict[str, Any]) -> str:
    names = [_name(content.get("schema", {})) for content in answer.get("content", {}).values()]
    codes = [code for content in answer.get("content", {}).values() for code in content.get("examples", {})]
    return " ".join(filter(None, [*names, f"({', '.join(codes)})" if codes else ""]))


def _name(schema: dict[str, Any]) -> str:
    return str(schema.get("$ref", "")).rpartition("/")[2] or str(schema.get("title", ""))


def _schema(name: str, schema: dict[str, Any]) -> str:
    text = json.dumps(schema, ensure_ascii=False, indent=2)
    return _folded(f"<code>{escape(name)}</code>", f"<pre>{escape(text)}</pre>")


def _folded(title: str, body: str) -> str:
    return f"<details><summary>{title}</summary>{body}</details>"


def _page(title: str, body: str) -> HTMLResponse:
    return HTMLResponse(
        '<!doctype html><html lang="ko"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body>{body}</body></html>"
    )

"""The sandbox as an ASGI application: every vendor under its name, and the doors of the sandbox itself."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated

from fastapi import Body, FastAPI
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Router

from sajangpick.sandbox.desk import Answer
from sajangpick.sandbox.faults import Fault, Ordered, Step
from sajangpick.sandbox.vendors import VENDORS, Routes
from sajangpick.sandbox.world import World


def create_sandbox(world: World, *, vendors: Mapping[str, Routes] = VENDORS) -> FastAPI:
    """An application over a world; it closes nothing, the world's owner does. `vendors`: others than ours, by name."""
    app = FastAPI(title="Sajangpick sandbox", openapi_url=None)

    @app.exception_handler(Answer)
    async def answer(_: Request, said: Answer) -> JSONResponse:
        return JSONResponse(said.body, said.status, said.headers)

    @app.post("/sandbox/faults", status_code=201)
    async def order_fault(
        fault: Annotated[Fault, Body()],
        step: Annotated[Step, Body()] = Step.ORDER,
        vendor: Annotated[str, Body()] = "",
        times: Annotated[int, Body()] = 1,
    ) -> dict[str, object]:
        world.ordered.append(Ordered(fault, step, vendor, times))
        return {"faults": [asdict(each) for each in world.ordered if each.times]}

    @app.delete("/sandbox/faults", status_code=204)
    async def forget_faults() -> None:
        world.ordered.clear()

    @app.get("/sandbox/bill")
    async def read_bill(vendor: str = "") -> dict[str, object]:
        charges = [asdict(each) for each in world.bill.charges if vendor in ("", each.vendor)]
        return {"usd": world.bill.usd(vendor=vendor), "charges": charges}

    @app.post("/sandbox/clock")
    async def move_clock(seconds: Annotated[float, Body(embed=True)]) -> dict[str, float]:
        world.clock.advance(seconds)
        return {"now": world.clock.now}

    @app.get("/sandbox/webhooks")
    async def read_webhooks() -> dict[str, list[str]]:
        return {"delivered": world.delivered}

    @app.api_route("/sandbox/files/{name}", methods=["GET", "HEAD"])
    async def read_file(name: str) -> Response:
        path = world.linked(name)
        if path is None:
            return JSONResponse({"error": "This link has expired."}, 403)
        return FileResponse(path)

    for vendor, routes in vendors.items():
        app.mount(f"/{vendor}", Router(routes(world)))
    return app

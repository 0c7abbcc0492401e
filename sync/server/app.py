"""The central server as one ASGI application."""

from collections.abc import Callable

from fastapi import FastAPI

from sync.protocol import limits
from sync.server import openapi
from sync.server.admin_routes import AdminRoutes
from sync.server.bell import Bell
from sync.server.boundary import Boundary
from sync.server.shop import Shop
from sync.server.till_routes import TillRoutes


def create_app(shop: Shop, *, is_stopping: Callable[[], bool] = lambda: False) -> FastAPI:
    """Return the server of ``shop`` as an ASGI application, its OpenAPI at ``/openapi.json``.

    ``is_stopping`` ends waiting pulls, which would hold up whoever stops the server.
    """
    app = FastAPI(
        title="POS Member: central server",
        version=str(limits.PROTOCOL),
        description=openapi.DESCRIPTION,
        docs_url=None,
        redoc_url=None,
    )
    boundary = Boundary(shop.database, shop.house, admin_token=shop.admin_token)
    bell = Bell()
    app.include_router(TillRoutes(shop, boundary, bell, is_stopping).router)
    app.include_router(AdminRoutes(shop, boundary, bell).router)
    return app

"""`python -m assistant.web.embed_demo --port N --endpoint URL`: somebody else's page, on a server of its own, with the
assistant in its corner. For tests of what an origin of `CAIO_ORIGINS` meets."""

import argparse
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from assistant.web.rendering import WEB, embedding, policy, render
from corpus.texts import Lang

_TRUSTED_TYPES = "require-trusted-types-for 'script'; trusted-types lit-html"


def serve(port: int, endpoint: str, lang: Lang) -> ThreadingHTTPServer:
    """A server on loopback, ready to serve the page at `/`; the assistant is asked of `endpoint` (no slash at its end)."""
    values = {"endpoint": endpoint, "snippet": embedding(endpoint, lang), "policy": policy(endpoint)}
    files = {
        "/": ("text/html; charset=utf-8", render("embed_demo.html", lang, values).encode()),
        "/static/embed-demo.css": ("text/css", (WEB / "static" / "embed-demo.css").read_bytes()),
        "/static/icon.svg": ("image/svg+xml", (WEB / "static" / "icon.svg").read_bytes()),
    }
    # As strict as a house may be: its own files, and what the assistant is documented to need.
    strict = f"default-src 'none'; style-src 'self'; {policy(endpoint)} 'self'; {_TRUSTED_TYPES}"

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kind, body = files.get(self.path.partition("?")[0], ("text/plain", b""))
            self.send_response(200 if body else 404)
            self.send_header("content-type", kind)
            self.send_header("content-security-policy", strict)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing is logged."""

    return ThreadingHTTPServer(("127.0.0.1", port), Page)


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--endpoint", required=True, help="Where the assistant is, such as http://127.0.0.1:8000")
    parser.add_argument("--lang", choices=("fr", "en"), default="en")
    read = parser.parse_args(arguments)
    with serve(read.port, read.endpoint.rstrip("/"), read.lang) as server:
        server.serve_forever()


if __name__ == "__main__":
    main()

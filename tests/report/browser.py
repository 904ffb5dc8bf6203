"""A real browser without a window, spoken to through its own debugging pipe: no driver, no library.

Chromium reads commands from file 3 and answers on file 4, one JSON text after another, each ended by a zero byte
(`--remote-debugging-pipe`, the DevTools protocol). Whoever has no Chromium skips these tests.
"""

from __future__ import annotations

import base64
import json
import os
import selectors
import shutil
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome", "chrome-headless-shell")
FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--hide-scrollbars",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-default-apps",
    "--mute-audio", "--force-color-profile=srgb", "--remote-debugging-pipe",
)  # fmt: skip
PATIENCE_S = 60.0


def executable() -> str | None:
    """Where a Chromium is: ``TIERCARE_CHROMIUM``, or the first of the usual names on the path."""
    found = (shutil.which(name) for name in (os.environ.get("TIERCARE_CHROMIUM", ""), *NAMES) if name)
    return next((path for path in found if path), None)


class BrowserError(RuntimeError):
    """The browser refused a command, or did not answer in time."""


@dataclass
class Seen:
    """What a page did while it was open."""

    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


class Browser:
    """One Chromium with one tab. Use as a context."""

    def __init__(self, profile: Path) -> None:
        program = executable()
        if program is None:
            raise BrowserError("no Chromium on this machine")
        theirs_in, self._out = os.pipe()
        self._in, theirs_out = os.pipe()
        command = f'exec "$0" "$@" 3<&{theirs_in} 4>&{theirs_out}'
        self._process = subprocess.Popen(
            ["/bin/bash", "-c", command, program, *FLAGS, f"--user-data-dir={profile}", "about:blank"],
            pass_fds=(theirs_in, theirs_out), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(theirs_in)
        os.close(theirs_out)
        self._waiting = selectors.DefaultSelector()
        self._waiting.register(self._in, selectors.EVENT_READ)
        self._buffer, self._number, self._session = b"", 0, ""
        self._events: list[dict[str, Any]] = []
        targets = self._send("Target.getTargets")["targetInfos"]
        tab = next(target["targetId"] for target in targets if target["type"] == "page")
        self._session = self._send("Target.attachToTarget", targetId=tab, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network", "DOM", "CSS"):
            self._send(f"{domain}.enable")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        os.close(self._out)
        os.close(self._in)
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def open(self, page: Path, wide: int = 1280, high: int = 900, scripts: bool = True) -> Seen:
        """Open a file at this width and wait until it stands; a narrow one is opened as on a telephone."""
        self._send(
            "Emulation.setDeviceMetricsOverride", width=wide, height=high, deviceScaleFactor=1, mobile=wide < 600
        )
        self._send("Emulation.setScriptExecutionDisabled", value=not scripts)
        self._events.clear()
        self._send("Page.navigate", url=page.resolve().as_uri())
        self._until("Page.loadEventFired")
        self._send("DOM.getDocument")
        return self._seen()

    def ask(self, script: str) -> Any:
        """The value of an expression on the page."""
        found = self._send("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in found:
            raise BrowserError(str(found["exceptionDetails"]))
        return found["result"].get("value")

    def media(self, kind: str) -> None:
        """Show the page as on ``screen`` or as on ``print``."""
        self._send("Emulation.setEmulatedMedia", media=kind)

    def press(self, key: str, code: int) -> None:
        """Press a key and let it go."""
        text = {"Enter": "\r"}.get(key)
        more = {"text": text} if text else {}
        for kind in ("keyDown", "keyUp"):
            self._send("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code, **more)

    def screenshot(self, whole: bool = True) -> bytes:
        """The page as PNG, all of it or what is on the screen."""
        found = self._send("Page.captureScreenshot", format="png", captureBeyondViewport=whole, **self._clip(whole))
        return base64.b64decode(found["data"])

    def pdf(self) -> bytes:
        """The page as it is printed."""
        return base64.b64decode(self._send("Page.printToPDF", preferCSSPageSize=True, printBackground=True)["data"])

    def _clip(self, whole: bool) -> dict[str, Any]:
        if not whole:
            return {}
        size = self._send("Page.getLayoutMetrics")["cssContentSize"]
        return {"clip": {"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1}}

    def _seen(self) -> Seen:
        """Complaints on the console, and what was asked for over the network."""
        seen = Seen()
        for event in self._events:
            said, more = event["method"], event["params"]
            if said == "Runtime.consoleAPICalled" and more["type"] in ("error", "warning", "assert"):
                seen.complaints.append(str(more["args"]))
            elif said == "Runtime.exceptionThrown":
                seen.complaints.append(str(more["exceptionDetails"]))
            elif said == "Log.entryAdded":
                seen.complaints.append(str(more["entry"]["text"]))
            elif said == "Network.requestWillBeSent":
                seen.requests.append(str(more["request"]["url"]))
        return seen

    def _send(self, method: str, **params: Any) -> dict[str, Any]:
        self._number += 1
        session = {"sessionId": self._session} if self._session else {}
        text = json.dumps({"id": self._number, "method": method, "params": params} | session)
        self._write(text.encode() + b"\0")
        due = time.monotonic() + PATIENCE_S
        while True:
            answer = self._next(due, method)
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise BrowserError(f"{method}: {answer['error']}")
                return dict(answer["result"])

    def _write(self, text: bytes) -> None:
        while text:
            text = text[os.write(self._out, text) :]

    def _until(self, method: str) -> None:
        due = time.monotonic() + PATIENCE_S
        while not any(event["method"] == method for event in self._events):
            self._next(due, method)

    def _next(self, due: float, what: str) -> dict[str, Any]:
        """The next message; events are kept."""
        while b"\0" not in self._buffer:
            if not self._waiting.select(max(0.0, due - time.monotonic())):
                raise BrowserError(f"no answer to {what} within {PATIENCE_S:.0f} s")
            read = os.read(self._in, 1 << 20)
            if not read:
                raise BrowserError(f"the browser ended while it was asked for {what}")
            self._buffer += read
        text, _, self._buffer = self._buffer.partition(b"\0")
        message: dict[str, Any] = json.loads(text)
        if "method" in message:
            self._events.append(message)
        return message

#!/usr/bin/env python3
"""Opens a page of `synapse report` in a browser without network, and looks at what a reader would.

    python3 scripts/check-report.py report.html [--pictures FOLDER]

Fails if the page asks for any file but itself, if the browser has a warning or an error to tell, if the page can
be scrolled sideways on a phone of 360 pixels or figures have letters there that nobody can read, if a table is cut
at 1280 pixels, at 1920 or on paper, if a figure does not fill the window when its button is pressed, or if pressing
a header does not sort its table. With --pictures the page as seen at each width (report-360.png, report-360-dark.png,
...), an enlarged figure and the printed pages (report.pdf) are left in a folder. Needs Chromium (Debian: chromium) or
Chrome; nothing else but Python's own library.
"""

import argparse
import base64
import json
import os
import pathlib
import select
import shutil
import subprocess
import sys
import tempfile
import time

SECONDS = 60  # for an answer of the browser

# What a reader sees of a table's column, top to bottom, and how it is marked.
SORTING = """
(() => {
  const value = cell => (cell.querySelector('data')?.value ?? cell.textContent).trim();
  const wrong = [];
  let pressed = 0;
  for (const table of document.querySelectorAll('table')) {
    const headers = Array.from(table.tHead.rows[0].cells);
    headers.forEach((header, column) => {
      const button = header.querySelector('button');
      if (!button) { wrong.push(`${table.caption.textContent}: no button`); return; }
      for (const direction of ['ascending', 'descending']) {
        button.click();
        pressed += 1;
        const name = `${table.caption.textContent}, ${header.textContent}, ${direction}`;
        if (header.getAttribute('aria-sort') !== direction) wrong.push(`${name}: aria-sort`);
        if (headers.filter(h => h.hasAttribute('aria-sort')).length !== 1) wrong.push(`${name}: marks`);
        const texts = Array.from(table.tBodies[0].rows, row => value(row.cells[column]));
        const full = texts.filter(text => text !== '');
        if (texts.slice(full.length).some(text => text !== '')) wrong.push(`${name}: empty cells`);
        const isNumeric = header.classList.contains('number');
        const special = {inf: Infinity, '-inf': -Infinity};
        const keys = isNumeric
          ? full.map(text => special[text] ?? Number(text)).filter(key => !Number.isNaN(key)) : full;
        for (let i = 1; i < keys.length; i++) {
          const isRight = direction === 'ascending' ? keys[i - 1] <= keys[i] : keys[i - 1] >= keys[i];
          if (!isRight) { wrong.push(`${name}: ${keys[i - 1]} before ${keys[i]}`); break; }
        }
      }
    });
  }
  return {pressed, wrong};
})()
"""

# What stands further to the right than the window, not counting what scrolls in a box of its own.
WIDTH = """
(() => {
  const root = document.documentElement;
  const outside = Array.from(document.querySelectorAll('main, main > *, section > *'))
    .filter(e => e.getBoundingClientRect().right > innerWidth + 0.5).map(e => e.outerHTML.slice(0, 80));
  return {scroll: root.scrollWidth, window: innerWidth, outside};
})()
"""

# Tables and figures that are wider than the boxes that they scroll in.
CUT = """
Array.from(document.querySelectorAll('.box, .drawing, pre')).filter(e => e.scrollWidth > e.clientWidth + 1)
  .map(e => `${e.getAttribute('aria-label')}: ${e.scrollWidth} of ${e.clientWidth}`)
"""

# The smallest letters of figures that are seen, in pixels of the window.
LETTERS = """
(() => {
  const sizes = [];
  for (const svg of document.querySelectorAll('.drawing svg')) {
    const seen = svg.getBoundingClientRect();
    if (seen.width === 0) continue;
    const box = svg.viewBox.baseVal;
    const scale = Math.min(seen.width / box.width, seen.height / box.height);
    for (const text of svg.querySelectorAll('text'))
      if (text.textContent.trim() !== '') sizes.push(parseFloat(getComputedStyle(text).fontSize) * scale);
  }
  return sizes.length ? Math.min(...sizes) : null;
})()
"""

# Presses the button of the first figure, and then Escape.
ENLARGED = """
(() => {
  const figure = document.querySelector('figure');
  if (!figure) return 'there is no figure';
  figure.querySelector('button').click();
  const seen = figure.getBoundingClientRect();
  const drawing = Array.from(figure.querySelectorAll('svg')).find(e => e.getBoundingClientRect().width > 0);
  const width = drawing.getBoundingClientRect().width;
  if (seen.width !== innerWidth || seen.height !== innerHeight) return `it is ${seen.width} x ${seen.height}`;
  if (width < 1.5 * Math.min(innerWidth, 640)) return `the drawing is ${width} wide`;
  return figure.querySelector('button').getAttribute('aria-expanded') === 'true' ? '' : 'no mark';
})()
"""
# Texts of figures that lie outside of them: legends that have no room.
OUTSIDE = """
(() => {
  const found = [];
  for (const svg of document.querySelectorAll('.drawing svg')) {
    const frame = svg.getBoundingClientRect();
    if (frame.width === 0) continue;
    for (const text of svg.querySelectorAll('text')) {
      const box = text.getBoundingClientRect();
      if (text.textContent.trim() === '' || box.width === 0) continue;
      if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.bottom > frame.bottom + 1)
        found.push(`${text.textContent.trim()} of ${svg.getAttribute('aria-label')}`);
    }
  }
  return found.slice(0, 5);
})()
"""

# Columns that stay while a table is scrolled must leave room for the others.
STICKY = """
Array.from(document.querySelectorAll('.box')).filter(box => box.scrollWidth > box.clientWidth + 1)
  .filter(box => box.querySelector('td') && box.querySelector('td').offsetWidth > 0.6 * box.clientWidth)
  .map(box => box.getAttribute('aria-label'))
"""
CLOSED = "!document.querySelector('.enlarged, .still')"

# Letters of figures are drawn 8 points high, 10.7 pixels; raised and lowered ones are smaller.
SMALLEST_LETTERS = 7
# On paper high figures are made smaller, so that they fit on a page.
SMALLEST_ON_PAPER = 4


class Browser:
    """Chromium without a window, spoken to over a pipe."""

    def __init__(self, program, profile):
        to_browser, self.writing = os.pipe()
        self.reading, from_browser = os.pipe()

        # Chromium reads from descriptor 3 and writes to 4; by way of high ones, since these may be in use.
        def connect():
            high = [os.dup2(to_browser, 103), os.dup2(from_browser, 104)]
            os.dup2(high[0], 3)
            os.dup2(high[1], 4)

        command = [
            program, "--headless", "--remote-debugging-pipe", f"--user-data-dir={profile}", "--disable-gpu",
            "--no-first-run", "--disable-extensions", "--disable-background-networking",
            "--disable-dev-shm-usage", "--host-resolver-rules=MAP * ~NOTFOUND",
        ]
        if os.getuid() == 0:
            command.append("--no-sandbox")  # which Chromium refuses to root
        self.process = subprocess.Popen(
            command, preexec_fn=connect, close_fds=False, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_browser)
        os.close(from_browser)
        self.received = b""
        self.events = []
        self.count = 0
        self.session = None

    def message(self):
        end = time.monotonic() + SECONDS
        while b"\0" not in self.received:
            ready, _, _ = select.select([self.reading], [], [], max(0, end - time.monotonic()))
            part = os.read(self.reading, 1 << 16) if ready else b""
            if not part:
                sys.exit("the browser does not answer")
            self.received += part
        text, self.received = self.received.split(b"\0", 1)
        return json.loads(text)

    def ask(self, method, **parameters):
        self.count += 1
        request = {"id": self.count, "method": method, "params": parameters}
        if self.session:
            request["sessionId"] = self.session
        os.write(self.writing, json.dumps(request).encode() + b"\0")
        while True:
            message = self.message()
            if message.get("id") == self.count:
                if "error" in message:
                    sys.exit(f"{method}: {message['error']['message']}")
                return message["result"]
            self.events.append(message)

    def wait(self, method):
        while all(event.get("method") != method for event in self.events):
            self.events.append(self.message())

    def evaluate(self, expression):
        answer = self.ask("Runtime.evaluate", expression=expression, returnByValue=True)
        if "exceptionDetails" in answer:
            sys.exit(f"the page: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def show(self, url, width, height, dark=False):
        self.ask(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1,
            mobile=width < 500)
        self.ask(
            "Emulation.setEmulatedMedia",
            features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])
        self.events = [e for e in self.events if e.get("method") != "Page.loadEventFired"]
        self.ask("Page.navigate", url=url)
        self.wait("Page.loadEventFired")

    def press(self, key, code):
        for kind in ["keyDown", "keyUp"]:
            text = {"text": "\r"} if kind == "keyDown" and key == "Enter" else {}
            self.ask(
                "Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code, **text)

    def picture(self, path, whole=False):
        data = self.ask("Page.captureScreenshot", format="png", captureBeyondViewport=whole)["data"]
        pathlib.Path(path).write_bytes(base64.b64decode(data))

    def print(self, path):
        data = self.ask("Page.printToPDF", preferCSSPageSize=True, printBackground=True)["data"]
        pathlib.Path(path).write_bytes(base64.b64decode(data))

    def close(self):
        self.session = None
        self.ask("Browser.close")
        self.process.wait(timeout=SECONDS)


def program():
    names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
    mac = "/Applications/{0}.app/Contents/MacOS/{0}"
    found = [shutil.which(name) for name in names]
    found += [path for path in map(mac.format, ["Chromium", "Google Chrome"]) if os.path.exists(path)]
    found = [path for path in found if path]
    if not found:
        sys.exit("neither Chromium nor Chrome is here; get it with: apt-get install chromium")
    return found[0]


def mistakes(browser, url, pictures):
    """What is wrong with the page, in words."""
    wrong = []
    for domain in ["Page", "Runtime", "Log", "Network"]:
        browser.ask(f"{domain}.enable")
    browser.ask(
        "Network.emulateNetworkConditions", offline=True, latency=0, downloadThroughput=0, uploadThroughput=0)
    for width in [360, 1280, 1920]:
        for dark in [False, True]:
            where = f"at {width} pixels"
            browser.show(url, width, 800, dark)
            if pictures:
                browser.picture(pictures / f"report-{width}{'-dark' if dark else ''}.png")
            found = browser.evaluate(WIDTH)
            if found["scroll"] > found["window"] or found["window"] != width or found["outside"]:
                wrong.append(f"{where}: the page can be scrolled sideways: {found}")
            letters = browser.evaluate(LETTERS)
            if letters is not None and letters < SMALLEST_LETTERS:
                wrong.append(f"{where}: letters of a figure are {letters:.1f} pixels high")
            wrong += [f"{where}, outside of its figure: {each}" for each in browser.evaluate(OUTSIDE)]
            # Details may hide what is too wide.
            browser.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
            found = browser.evaluate(WIDTH)
            if found["scroll"] > found["window"]:
                wrong.append(f"{where}, with details: the page can be scrolled sideways: {found}")
            if width == 360:
                wrong += [f"{where}, the first column leaves no room: {each}" for each in browser.evaluate(STICKY)]
            if width >= 1280:
                wrong += [f"{where}, cut: {each}" for each in browser.evaluate(CUT)]
    browser.show(url, 360, 800)
    if browser.evaluate("document.querySelector('figure') !== null"):
        found = browser.evaluate(ENLARGED)
        if found:
            wrong.append(f"an enlarged figure: {found}")
        if pictures:
            browser.picture(pictures / "report-360-figure.png")
        browser.ask("Emulation.setEmulatedMedia", media="print")
        if browser.evaluate("getComputedStyle(document.querySelector('figure.enlarged')).position") != "static":
            wrong.append("an enlarged figure lies over what is printed")
        browser.ask("Emulation.setEmulatedMedia", media="")
        browser.press("Escape", 27)
        if not browser.evaluate(CLOSED):
            wrong.append("Escape does not close an enlarged figure")
    # Paper of A4 across, with its margins, has so many pixels.
    browser.show(url, 1031, 700)
    browser.ask("Emulation.setEmulatedMedia", media="print")
    browser.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    wrong += [f"on paper, cut: {each}" for each in browser.evaluate(CUT)]
    letters = browser.evaluate(LETTERS)
    if letters is not None and letters < SMALLEST_ON_PAPER:
        wrong.append(f"on paper: letters of a figure are {letters:.1f} pixels high")
    browser.ask("Emulation.setEmulatedMedia", media="")
    browser.show(url, 1280, 1600)
    if pictures:
        browser.print(pictures / "report.pdf")
    # The keyboard reaches a header, and its mark tells that Enter sorted.
    browser.evaluate("document.querySelector('th button').focus()")
    browser.press("Enter", 13)
    if browser.evaluate("document.querySelector('th').getAttribute('aria-sort')") != "ascending":
        wrong.append("Enter on a header does not sort")
    browser.show(url, 1280, 1600)
    found = browser.evaluate(SORTING)
    if found["pressed"] == 0:
        wrong.append("there is no table to sort")
    wrong += [f"sorting: {each}" for each in found["wrong"]]
    for event in browser.events:
        method, details = event.get("method"), event.get("params", {})
        if method == "Network.requestWillBeSent":
            asked = details["request"]["url"]
            if asked != url and not asked.startswith("data:"):
                wrong.append(f"the page asks for {asked[:200]}")
        elif method == "Log.entryAdded" and details["entry"]["level"] in ["warning", "error"]:
            wrong.append(f"the browser: {details['entry']['text']}")
        elif method == "Runtime.consoleAPICalled":
            wrong.append(f"the console: {details['args']}")
        elif method == "Runtime.exceptionThrown":
            wrong.append(f"the script: {details['exceptionDetails']}")
    return wrong, found["pressed"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("page", type=pathlib.Path)
    parser.add_argument("--pictures", type=pathlib.Path)
    options = parser.parse_args()
    url = options.page.resolve(strict=True).as_uri()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        browser = Browser(program(), profile)
        try:
            page = browser.ask("Target.createTarget", url="about:blank")["targetId"]
            browser.session = browser.ask("Target.attachToTarget", targetId=page, flatten=True)["sessionId"]
            wrong, pressed = mistakes(browser, url, options.pictures)
            browser.close()
        finally:
            if browser.process.poll() is None:
                browser.process.kill()
    if wrong:
        sys.exit("\n".join([f"{options.page}:"] + wrong))
    print(f"{options.page}: no request, no warning, nothing cut, 360 pixels are enough, {pressed} presses sorted")


if __name__ == "__main__":
    main()

"""Drives a real Chromium for the tests: a line of JSON in, a line of JSON out.

{"do": "open", "url": …} and its like; the answer is {"value": …} or {"error": "…"}.
"""
import base64
import json
import sys
import time

from selenium import webdriver
from selenium.common.exceptions import (
    NoSuchElementException, StaleElementReferenceException, WebDriverException)
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select

FIELD = """
const label = arguments[0];
const clean = (text) => text.replace(/\\s+/g, " ").trim();
for (const element of document.querySelectorAll("label"))
  if (clean(element.textContent) === label)
    return element.control ?? document.getElementById(element.htmlFor);
return document.querySelector(`[aria-label="${CSS.escape(label)}"]`);
"""

PRESSED = """
const name = arguments[0];
const clean = (text) => text.replace(/\\s+/g, " ").trim();
for (const element of document.querySelectorAll("button, a, summary, input[type=submit]"))
  if (clean(element.getAttribute("aria-label") ?? element.innerText ?? element.value ?? "") === name) return element;
return null;
"""

# Whether a click on it, or Enter in it, leads to another page for sure.
LEADS = """
const element = arguments[0];
if (element.tagName === "A") return element.hasAttribute("href") && !element.target && !element.download
  && element.href.split("#")[0] !== location.href.split("#")[0];
const form = element.form;
if (!form || form.target || element.formTarget || element.type === "button" || element.tagName === "TEXTAREA") return false;
return element.formNoValidate || form.noValidate || form.checkValidity();
"""


class Browser:
    def __init__(self, program, driver, profile, check):
        options = Options()
        options.binary_location = program
        # A container has no user namespaces for Chromium's own sandbox, and little shared memory.
        for word in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu",
                     "--hide-scrollbars", "--no-first-run", "--disable-background-networking",
                     "--disable-component-update", "--ignore-certificate-errors", f"--user-data-dir={profile}"):
            options.add_argument(word)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        self.driver = webdriver.Chrome(service=Service(driver), options=options)
        self.driver.set_page_load_timeout(180)
        self.driver.set_script_timeout(180)
        self.check_program = open(check, encoding="utf-8").read()

    def element(self, program, name):
        found = self.driver.execute_script(program, name)
        if found is None:
            raise LookupError(f"there is no '{name}' on {self.driver.current_url}:\n{self.text()}")
        return found

    def open(self, url):
        self.driver.get(url)

    def fill(self, label, text):
        field = self.element(FIELD, label)
        field.clear()
        field.send_keys(text)

    def put(self, label, text):
        """For what a keyboard cannot type."""
        self.driver.execute_script("arguments[0].value = arguments[1]", self.element(FIELD, label), text)

    def select(self, label, option):
        Select(self.element(FIELD, label)).select_by_visible_text(option)

    def choose(self, label):
        field = self.element(FIELD, label)
        self.driver.execute_script("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", field)
        field.click()

    def press(self, name):
        button = self.element(PRESSED, name)
        self.driver.execute_script("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", button)
        self.leaving(button, button.click)

    def keys(self, keys):
        target = self.driver.switch_to.active_element
        if keys == "ENTER":
            self.leaving(target, lambda: target.send_keys(Keys.ENTER))
        else:
            target.send_keys(getattr(Keys, keys, keys))

    def leaving(self, element, act, seconds=30):
        """Does it, and waits until the page that it leads to is there: a form is sent a little after the click."""
        former = self.driver.find_element(By.TAG_NAME, "html")
        leads = self.driver.execute_script(LEADS, element)
        act()
        end = time.monotonic() + seconds
        while leads and time.monotonic() < end:
            try:
                former.is_enabled()
                time.sleep(0.02)
            except WebDriverException:
                return

    def text(self):
        try:
            return self.driver.find_element(By.TAG_NAME, "body").text
        except (NoSuchElementException, StaleElementReferenceException):
            # Another page is on its way.
            return ""

    def wait(self, words, seconds=30):
        """Until the page says so: an answer may take its time."""
        end = time.monotonic() + seconds
        while words not in self.text():
            if time.monotonic() > end:
                raise LookupError(f"'{words}' does not come on {self.driver.current_url}:\n{self.text()}")
            time.sleep(0.05)

    def wait_url(self, end, seconds=30):
        last = time.monotonic() + seconds
        while not self.driver.current_url.endswith(end):
            if time.monotonic() > last:
                raise LookupError(f"'{end}' does not come, but {self.driver.current_url}:\n{self.text()}")
            time.sleep(0.05)

    def title(self):
        return self.driver.title

    def url(self):
        return self.driver.current_url

    def back(self):
        self.driver.back()

    def script(self, code):
        return self.driver.execute_script(code)

    def cookies(self):
        return [{"name": cookie["name"], "value": cookie["value"]} for cookie in self.driver.get_cookies()]

    def cookie(self, name, value):
        self.driver.add_cookie({"name": name, "value": value, "httpOnly": True, "sameSite": "Lax"})

    def forget(self):
        self.driver.delete_all_cookies()

    def size(self, width, height):
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
            "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600})

    def scheme(self, name):
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {
            "features": [{"name": "prefers-color-scheme", "value": name}]})

    def scripts(self, on):
        self.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": not on})

    def shot(self, path):
        picture = self.driver.execute_cdp_cmd("Page.captureScreenshot", {"captureBeyondViewport": True})
        with open(path, "wb") as file:
            file.write(base64.b64decode(picture["data"]))

    def complaints(self):
        return self.driver.execute_script(self.check_program)

    def tree(self):
        nodes = self.driver.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
        return [{"role": node.get("role", {}).get("value", ""), "name": node.get("name", {}).get("value", "")}
                for node in nodes if not node.get("ignored")]

    def log(self):
        return [entry["message"] for entry in self.driver.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")]

    def requested(self):
        """The addresses that were asked for since the last call."""
        urls = []
        for entry in self.driver.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                url = message["params"]["request"]["url"]
                if url.startswith(("http:", "https:")):
                    urls.append(url)
        return urls


def main():
    browser = Browser(*sys.argv[1:5])
    print(json.dumps({"value": "ready"}), flush=True)
    for line in sys.stdin:
        command = json.loads(line)
        try:
            value = getattr(browser, command.pop("do"))(**command)
            answer = {"value": value}
        except (LookupError, WebDriverException, OSError) as error:
            answer = {"error": str(error)}
        print(json.dumps(answer), flush=True)
    browser.driver.quit()


main()

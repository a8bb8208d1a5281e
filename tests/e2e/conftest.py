"""The browser's tests wait as long as all others for what a slow machine takes its time for."""

from playwright.sync_api import expect

from tests.support.main_job.robot import PATIENCE

expect.set_options(timeout=PATIENCE)

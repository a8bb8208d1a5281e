"""Somebody in front of the app's window, wherever the program runs that shows it."""

from tests.support.main_job.robot import Robot


class WindowUser:
    """What a person does with the app alone."""

    def __init__(self, robot: Robot, login: str, pin: str) -> None:
        self.robot, self.login, self.pin = robot, login, pin
        self.secrets = [pin]

    def accept_terms(self) -> None:
        """Step 1 of the activation."""
        robot = self.robot
        robot.wait_for("activation.terms")
        robot.picture("terms")
        robot.click("activation.terms.read")
        robot.click("activation.terms.accept")
        robot.wait_for("activation.code.login")

    def enter_code(self, code: str) -> None:
        """Step 2."""
        robot = self.robot
        self.secrets += [code, code.replace(" ", "")]
        robot.type("activation.code.login", self.login)
        robot.type("activation.code.code", code)
        self.send_code()

    def send_code(self) -> None:
        """The end of step 2, with what stands there."""
        robot = self.robot
        robot.picture("user-name-and-code")
        robot.click("activation.code.next")
        robot.wait_for("activation.pin.first")

    def choose_pin(self) -> None:
        """Step 3, to the home screen."""
        robot = self.robot
        robot.type("activation.pin.first", self.pin)
        robot.type("activation.pin.second", self.pin)
        robot.picture("pin")
        robot.click("activation.pin.activate")
        robot.wait_for("activation.done")
        robot.picture("activated")
        robot.click("activation.done.close")
        robot.wait_for_like(r"home\..*\.(login|activate)", enabled=False)
        robot.picture("home")

    def approve(self, pin: str | None = None) -> None:
        """Enter the PIN for the open request."""
        robot = self.robot
        robot.wait_for("approval.request")
        robot.picture("request")
        robot.type("approval.request.pin", pin or self.pin)
        robot.click("approval.request.approve")
        if pin is None:
            robot.wait_for("approval.outcome")
            robot.picture("approved")
            robot.click("approval.outcome.close")

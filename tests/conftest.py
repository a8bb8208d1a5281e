pytest_plugins = ["tests.support.plugin", "tests.support.systems"]

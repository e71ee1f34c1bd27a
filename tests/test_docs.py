"""The documentation tells the truth: every setting and command is documented, and nothing else is."""

import re
from pathlib import Path

from typer.main import get_command

from assistant.cli import app
from assistant.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
SETTINGS = (ROOT / "docs" / "settings.md").read_text(encoding="utf8")
README = (ROOT / "README.md").read_text(encoding="utf8")


def test_every_setting_is_documented_and_no_other() -> None:
    documented = set(re.findall(r"`CAIO_([A-Z_]+)`", SETTINGS))
    assert documented == {name.upper() for name in Settings.model_fields}


def test_every_command_and_option_is_documented() -> None:
    commands = get_command(app).commands  # type: ignore[attr-defined]
    for name, command in commands.items():
        parts = {f"{name} {sub}": inner for sub, inner in getattr(command, "commands", {}).items()} or {name: command}
        for full, one in parts.items():
            rows = [line for line in SETTINGS.splitlines() if line.startswith("|")]
            line = next((row for row in rows if f"`caio {full}" in row), None)
            assert line, f"caio {full} is not in docs/settings.md"
            for parameter in one.params:
                option = next((o for o in parameter.opts if o.startswith("-")), None)
                if option and option != "--help":
                    assert option in line, f"{option} of caio {full}"


def test_the_readme_sets_up_with_two_commands() -> None:
    assert "make run" in README
    assert "make test" in README


def test_files_the_readme_links_to_exist() -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", README):
        assert (ROOT / target).exists(), target


def test_compose_uses_documented_settings() -> None:
    compose = (ROOT / "docker-compose.yml").read_text(encoding="utf8")
    for name in re.findall(r"^\s+(CAIO_[A-Z_]+|OLLAMA_HOST):", compose, flags=re.MULTILINE):
        assert f"`{name}`" in SETTINGS, name

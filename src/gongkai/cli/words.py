"""Help texts and messages of the command line in two languages."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import click

LANGUAGES = ("zh", "en")
_TEXTS = Path(__file__).with_name("texts.toml")


@cache
def all_texts() -> dict[str, dict[str, str]]:
    """The texts by language and key."""
    return tomllib.loads(_TEXTS.read_text(encoding="utf-8"))


class Words:
    """The texts of one language: ``words("read")``."""

    def __init__(self, language: str) -> None:
        self.language = language if language in LANGUAGES else "zh"
        self._texts = all_texts()[self.language]

    def __call__(self, key: str) -> str:
        return self._texts[key]

    def usage_error(self, error: click.ClickException) -> str:
        """What was wrong with the command line, in the language of the help."""
        if self.language == "en":
            return f"Error: {error.format_message()}"
        context = getattr(error, "ctx", None)
        hint = f"\n用“{context.command_path} --help”查看帮助。" if context is not None else ""
        return f"{_in_chinese(error)}{hint}"


def _in_chinese(error: click.ClickException) -> str:
    if isinstance(error, click.NoSuchOption):
        return f"没有“{error.option_name}”这个选项。"
    if isinstance(error, click.MissingParameter):
        name = error.param.human_readable_name if error.param else ""
        return f"缺少参数 {name}。"
    if isinstance(error, click.BadOptionUsage):
        return f"选项 {error.option_name} 后面的值不全，或者没有值。"
    if isinstance(error, click.BadParameter):
        name = (error.param.opts[-1] if error.param and error.param.opts else "") if error.param else ""
        return f"参数 {name} 的值不对：{error.message}"
    if isinstance(error, click.FileError):
        return f"无法打开 {error.ui_filename}：{error.message}"
    message = error.format_message()
    if message.startswith("No such command"):
        return f"没有这个命令：{message.split()[3].strip('.')}。"
    if message.startswith("Got unexpected extra argument"):
        return f"多余的参数：{message.split('(')[-1].rstrip(').')}。"
    return message


class Command(click.Command):
    """A command whose frame (用法, 选项) is in the language of its help."""

    words: Words

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        pieces = self.collect_usage_pieces(ctx)
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix=self.words("usage") + " ")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        options = (param for param in self.get_params(ctx) if isinstance(param, click.Option))
        records = [record for option in options if (record := option.get_help_record(ctx)) is not None]
        if records:
            with formatter.section(self.words("options")):
                formatter.write_dl(records)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = self.words("help")
        return option


class Group(Command, click.Group):
    """The group of commands; commands are listed in the order they are used, not by name."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(self.commands)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        Command.format_options(self, ctx, formatter)
        rows = [(name, command.get_short_help_str(limit=70)) for name, command in self.commands.items()]
        with formatter.section(self.words("commands")):
            formatter.write_dl(rows)

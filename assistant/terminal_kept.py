"""What the command line prints for people of what is kept: what readers said, and the answers that a change touches."""

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from assistant.records import FeedbackList, Thumb
from assistant.views import AffectedAnswer
from corpus.texts import Lang, say, say_date

_STYLE = {Thumb.UP: "bold green", Thumb.DOWN: "bold red"}


def print_feedback(told: FeedbackList, lang: Lang) -> None:
    """Each with its day, its question, why, in the reader's own words, and what the answer cited."""
    out = Console()
    if not told.feedback:
        out.print(Text(say("kept.no_feedback", lang)))
    for each in told.feedback:
        said = each.feedback
        line = Text.assemble(
            (say(f"kept.{said.thumb}", lang), _STYLE[said.thumb]), f" · {say_date(each.given_at.date(), lang)}"
        )
        if said.report:
            line.append(f" · {say('kept.report', lang)}", "bold yellow")
        out.print(line)
        out.print(Text(f"  {each.query.question}"))
        if said.reasons:
            out.print(Text("  " + ", ".join(say(f"kept.{reason}", lang) for reason in said.reasons)))
        if said.comment:
            out.print(Text(f"  « {said.comment} »"))
        anchors = dict.fromkeys(citation.anchor for claim in each.answer.claims for citation in claim.citations)
        out.print(Text("  " + (", ".join(anchors) or say("kept.refused", lang)), style="dim"))
        out.print(Text(f"  {each.id}", style="dim"))


def print_affected(answers: Sequence[AffectedAnswer], lang: Lang) -> None:
    """Each with its day, its question and the citations that have changed; nothing where there is none."""
    if not answers:
        return
    out = Console()
    out.print()
    out.print(Text(say("kept.affected", lang), style="bold"))
    for answer in answers:
        out.print(Text(f"{say_date(answer.given_at.date(), lang)} · {answer.question}"))
        for citation in answer.citations:
            out.print(Text(f"  {citation.label} · {citation.anchor} · {citation.cited} → {citation.version}", style="dim"))

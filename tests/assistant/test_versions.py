"""Two versions of an act side by side, on the command line, as scripts and people read them."""

import json
from pathlib import Path

import pytest

from assistant.versions import diff
from corpus.digest import digests
from corpus.errors import VersionError
from corpus.index import Corpus, Place, open_corpus
from corpus.texts import LANGS, Lang
from ingest.pipeline import Indexing, ingest
from tests.assistant.test_command_line import caio
from tests.letters import LetterEmbedder, quiet

ACT, ADOPTED, AMENDED = "reg-2031-7", "32031R0007", "02031R0007-20320102"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The made-up act as adopted and as amended, in both languages, beside digests of another."""
    home = tmp_path_factory.mktemp("versions")
    folder = Path(__file__).parents[1] / "ingest" / "eurlex"
    some = tuple(digest for digest in digests() if str(digest.anchor) == "gdpr#art_4")
    report = ingest([folder], Indexing(Place(home), "letters", LetterEmbedder, 320, some), progress=quiet)
    assert not report.errors
    return home


@pytest.fixture(scope="module")
def corpus(home: Path) -> Corpus:
    return open_corpus(Place(home), None)


@pytest.mark.parametrize("lang", LANGS)
def test_the_json_is_what_scripts_were_promised(home: Path, lang: Lang) -> None:
    run = caio("diff", ACT, ADOPTED, AMENDED, "--lang", lang, "--json", home=home)
    assert run.returncode == 0, run.stderr
    told = json.loads(run.stdout)
    assert (told["document"], told["lang"], told["before"], told["after"]) == (ACT, lang, ADOPTED, AMENDED)
    assert set(told["counts"]) == {"added", "removed", "changed", "unchanged"}
    assert sum(told["counts"].values()) - told["counts"]["unchanged"] == len(told["changes"])
    assert all(set(c) == {"anchor", "label", "kind", "before", "after", "words"} for c in told["changes"])
    by_anchor = {change["anchor"]: change for change in told["changes"]}
    assert by_anchor[f"{ACT}#art_4a"]["kind"] == "added"
    assert by_anchor[f"{ACT}#art_4a"]["before"] is None
    words = by_anchor[f"{ACT}#art_1"]["words"]
    assert {w["edit"] for w in words} == {"same", "deleted", "inserted"}
    assert "".join(w["text"] for w in words if w["edit"] != "deleted") == by_anchor[f"{ACT}#art_1"]["after"]


def test_both_languages_tell_the_same_changes(corpus: Corpus) -> None:
    english, french = (diff(corpus, ACT, ADOPTED, AMENDED, lang=lang) for lang in LANGS)
    assert [(c.anchor, c.kind) for c in english.changes] == [(c.anchor, c.kind) for c in french.changes]
    assert (english.counts, english.recitals_left_out) == (french.counts, french.recitals_left_out)


def test_a_person_reads_what_was_deleted_and_inserted_without_colours(home: Path) -> None:
    run = caio("diff", ACT, ADOPTED, AMENDED, "--lang", "fr", home=home)
    assert run.returncode == 0, run.stderr
    assert "+ Nouveaux : article 4 bis" in run.stdout
    assert "2 considérants ne sont que dans l’une des deux versions" in run.stdout
    assert "comment les allées sont éclairées[-. Il mesure jusqu’à 10^25 lumens.-]{+, sans le n° 3.+}" in run.stdout


def test_what_stays_the_same_is_cut_short(corpus: Corpus, capsys: pytest.CaptureFixture[str]) -> None:
    from assistant.terminal import print_diff
    from assistant.views import ChangedProvision, ChangedWords
    from corpus.difference import ChangeKind
    from corpus.wording import Edit

    words = [(Edit.SAME, "word " * 40), (Edit.DELETED, "old "), (Edit.INSERTED, "new "), (Edit.SAME, "more " * 40)]
    change = ChangedProvision(
        anchor=f"{ACT}#art_1",
        label="Article 1",
        kind=ChangeKind.CHANGED,
        before="",
        after="",
        words=tuple(ChangedWords(edit=edit, text=text) for edit, text in words),
    )
    print_diff(diff(corpus, ACT, ADOPTED, ADOPTED, lang="en").model_copy(update={"changes": (change,)}))
    shown = " ".join(capsys.readouterr().out.split())
    assert shown.endswith("… " + "word " * 8 + "[-old-] {+new+} " + "more " * 8 + "…")


def test_a_version_has_no_difference_with_itself(home: Path) -> None:
    told = json.loads(caio("diff", ACT, ADOPTED, ADOPTED, "--json", home=home).stdout)
    assert told["changes"] == []
    assert told["counts"]["unchanged"] > 0


def test_an_unknown_version_is_a_clear_error(home: Path) -> None:
    run = caio("diff", ACT, "2033", AMENDED, home=home, lang="fr")
    assert run.returncode == 1
    assert "n’a pas de version « 2033 »" in run.stderr
    assert "Traceback" not in run.stderr


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    ("asked", "names"),
    [
        (("no-act", ADOPTED, AMENDED), ("no-act", ACT)),
        ((ACT, ADOPTED, "2033"), ("2033", f"{ADOPTED} (en, fr)", f"{AMENDED} (en, fr)")),
        ((ACT, "2033", AMENDED), ("2033", f"{ADOPTED} (en, fr)", f"{AMENDED} (en, fr)")),
    ],
)
def test_the_error_says_which_there_are(
    corpus: Corpus, asked: tuple[str, str, str], names: tuple[str, ...], lang: Lang
) -> None:
    with pytest.raises(VersionError) as caught:
        diff(corpus, *asked, lang=lang)
    assert all(name in caught.value.message(lang) for name in names)


def test_our_digests_are_versions_of_no_law(corpus: Corpus) -> None:
    with pytest.raises(VersionError) as caught:
        diff(corpus, "gdpr", "digest", "digest", lang="en")
    assert caught.value.values["known"] == ACT

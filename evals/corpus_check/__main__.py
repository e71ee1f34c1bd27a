"""What we wrote ourselves, held against the texts it speaks of: `make corpus-check`.

    python -m evals.corpus_check [--write-facts]

Where the official texts are indexed (CAIO_HOME), numbers, references and addresses are checked against them and copied
sentences looked for; without them, against the fact sheets in `evals/facts/`: numbers and addresses, no words.
"""

import sys
from collections import Counter
from datetime import date
from importlib.resources import files

import typer

from assistant.local import Opening
from assistant.settings import Settings
from corpus.digest import digests
from corpus.errors import StoreError
from corpus.everyday import everyday_questions
from corpus.index import open_corpus
from evals.corpus_check.dates import check_application
from evals.corpus_check.digests import check_digests
from evals.corpus_check.facts import DIGESTED, Texts, facts_of, official_texts, read_facts, whole, write_facts
from evals.corpus_check.handbook import check_handbook, read_pages


def main() -> None:
    """Check digests and handbook; exit 1 when something is wrong."""
    texts: Texts = {}
    try:
        texts = official_texts(open_corpus(Opening(Settings()).place, None), as_of=date.today())
    except StoreError:
        typer.echo("No index here.")
    if {anchor.document for anchor in texts} == DIGESTED.keys():
        facts = facts_of(texts)
        if "--write-facts" in sys.argv:
            write_facts(facts)
    else:
        typer.echo("The official texts are not all indexed: numbers and provisions are checked against the fact sheets.")
        facts = read_facts()
    units = [whole(p) for anchor, by_lang in texts.items() if anchor == anchor.unit for p in by_lang.values()]
    pages = list(read_pages(files("corpus") / "guides"))
    findings = [*check_digests(digests(), facts, units), *check_handbook(pages, facts, units), *check_application(facts)]
    for finding in findings:
        typer.echo(finding)
    for (slug, lang), n in sorted(Counter((digest.anchor.document, digest.lang) for digest in digests()).items()):
        typer.echo(f"{slug} {lang}: {n} digests")
    for lang, n in sorted(Counter(page.lang for page in pages).items()):
        typer.echo(f"handbook {lang}: {n} pages")
    for lang, n in sorted(Counter(lang for _, lang, _ in everyday_questions()).items()):
        typer.echo(f"everyday questions {lang}: {n}")
    typer.echo(f"{len(units)} official texts to compare with, {len(findings)} findings")
    sys.exit(1 if findings else 0)


if __name__ == "__main__":
    main()

"""Who must, may or is owed: the actors of the texts, by the names the texts give them in each language.

A claim that puts the deployer where its provision says the provider reads well and is wrong: the commonest fault that neither
numbers nor "must" betray.
"""

import re
from collections.abc import Mapping
from functools import cache

from corpus.texts import Lang
from corpus.words import fold

# By actor, its names folded (no accents, lower case), as patterns; French before English.
_NAMES: Mapping[str, Mapping[Lang, str]] = {
    "provider": {"fr": r"fournisseurs?", "en": r"providers?"},
    "deployer": {"fr": r"deployeurs?", "en": r"deployers?"},
    "importer": {"fr": r"importateurs?", "en": r"importers?"},
    "distributor": {"fr": r"distributeurs?", "en": r"distributors?"},
    "manufacturer": {"fr": r"fabricants?", "en": r"manufacturers?"},
    "representative": {"fr": r"mandataires?", "en": r"authori[sz]ed representatives?"},
    "controller": {"fr": r"responsables? (?:conjoints? )?(?:du|de) (?:ce )?traitement", "en": r"controllers?"},
    "processor": {"fr": r"sous-traitants?", "en": r"processors?"},
    "data_subject": {"fr": r"personnes? concernees?", "en": r"data subjects?"},
    "officer": {"fr": r"delegues? a la protection des donnees|dpo|dpd", "en": r"data protection officers?|dpos?"},
    "recipient": {"fr": r"destinataires?", "en": r"recipients?"},
    "supervisory_authority": {
        "fr": r"autorites? de controle|autorites? (?:de|chargees? de la) protection des donnees|cnil",
        "en": r"(?:supervisory|data protection) authorit(?:y|ies)|data protection regulators?",
    },
    "surveillance_authority": {
        "fr": r"autorites? de surveillance du marche",
        "en": r"(?:market )?surveillance authorit(?:y|ies)",
    },
    "notifying_authority": {"fr": r"autorites? notifiantes?", "en": r"notifying authorit(?:y|ies)"},
    "notified_body": {"fr": r"organismes? notifies?", "en": r"notified bod(?:y|ies)"},
    "commission": {"fr": r"commission", "en": r"commission"},
    "office": {"fr": r"bureau de l.ia", "en": r"ai office"},
    "board": {"fr": r"comite", "en": r"board"},
    "member_state": {"fr": r"etats? membres?", "en": r"member states?"},
    "panel": {"fr": r"groupe scientifique", "en": r"(?:scientific )?panel"},
    "forum": {"fr": r"forum(?: consultatif)?", "en": r"(?:advisory )?forum"},
    "edps": {"fr": r"controleur europeen", "en": r"(?:european )?data protection supervisor"},
    "parliament": {"fr": r"parlement", "en": r"parliament"},
    "exporter": {"fr": r"exportateurs?", "en": r"exporters?"},
}
# Told by one text as the name of another: the Commission acts through the AI Office.
_SAME = {"office": "commission"}


def find_actors(text: str, lang: Lang) -> tuple[str, ...]:
    """The actors `text` names, in order, each as often as it is named."""
    found = [next(name for name, value in match.groupdict().items() if value) for match in _pattern(lang).finditer(fold(text))]
    return tuple(_SAME.get(actor, actor) for actor in found)


def strange_actors(claim: str, quote: str, claim_lang: Lang, quote_lang: Lang) -> frozenset[str]:
    """The actors that `claim` names and `quote` does not."""
    return frozenset(find_actors(claim, claim_lang)) - frozenset(find_actors(quote, quote_lang))


@cache
def _pattern(lang: Lang) -> re.Pattern[str]:
    return re.compile("|".join(rf"\b(?P<{actor}>{names[lang]})\b" for actor, names in _NAMES.items()))

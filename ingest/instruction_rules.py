"""How instructions to a model are worded, in French and English, on text folded by `ingest.characters.latin`.

A blank in a rule stands for any run of blanks and line ends. Set on half of the development slices (docs/decisions/0013).
"""

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["override", "role", "tag", "reveal", "dictate"]
Family = Literal["machine", "reading", "telling", "secret"]


@dataclass(frozen=True, slots=True)
class Command:
    """A wording that is enough alone. `opens`: only where an imperative stands, for "attackers ignore rules" is a statement."""

    kind: Kind
    rule: re.Pattern[str]
    opens: bool


@dataclass(frozen=True, slots=True)
class Sign:
    """A wording that is not enough alone, and how much it weighs."""

    family: Family
    weight: int
    rule: re.Pattern[str]


def _rule(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern.replace(" ", r"\s+"))


# What an imperative follows: the end of a sentence or a mark, or a word that announces it.
OPENING = re.compile(
    r"(?:^|[.!?:;,\"'()\[\]<>{}*#_|/=–—-]\s*|\n\s*|(?:\b|^)(?:please|now|then|and|also|just|simply|so|must|should|shall|will|you|"
    r"always|instead|first|immediately|assistants?|ai|models?|ok|never mind|et|puis|maintenant|desormais|merci de|veuillez|"
    r"priere de|dois|devez|doit|doivent|tu|vous|toujours|d'abord|alors|il faut|ia|stp|svp|bitte|por favor|per favore)\s+)$"
)

_FEW = r"(?:[^\s.!?;]+ ){0,%d}?"

_EN_SET_ASIDE = (
    r"(?:ignore|disregard|forget|override|overlook|discard|bypass|neglect|skip|abandon|disobey|suspend|pay no attention to|set aside|"
    r"throw away|(?:do not|don't|stop|quit) (?:follow|following|obey|obeying|listen(?:ing)? to|heed)) "
)
_EN_OLD = r"(?:previous|prior|above|earlier|preceding|foregoing|initial|original|former|existing|current|past|default|built-in)"
_EN_RULES = (
    r"(?:instructions?|directives?|prompts?|rules?|guidelines?|commands?|orders?|directions?|programming|constraints?|restrictions?|"
    r"limitations|training|guardrails?|safeguards?)"
)
_EN_SAID = r"(?:context|conversations?|messages?|tasks?|text|content|statements?)"
_FR_SET_ASIDE = (
    r"(?:(?:ignore|oublie|neglige|abandonne|contourne|efface|ecarte|annule|desactive)[zrs]? |ne tien(?:s|ez) (?:plus |pas |aucun )?compte "
    r"(?:de |des |d')?|ne pas tenir compte (?:de |des )?|fai(?:s|tes|re) (?:abstraction|fi) (?:de |des )?|passe[zr]? outre |"
    r"ne (?:suis|suivez|respecte[zr]?|applique[zr]?) (?:plus|pas) |desobei(?:s|ssez|r) (?:a |aux )?|suspend(?:s|ez|re) |"
    r"laisse[zr]? de cote |met(?:s|tez) de cote )"
)
_FR_RULES = (
    r"(?:instructions?|consignes?|directives?|regles?|ordres?|invites?|prompts?|commandes?|restrictions?|contraintes?|garde-fous?|"
    r"parametres?|filtres?)"
)
_FR_OLD = (
    r"(?:precedente?s?|anterieure?s?|ci-dessus|initiale?s?|d'origine|de depart|plus haut|au-dessus|recue?s?|donnee?s?|existante?s?|"
    r"actuelle?s?|qui precedent|par defaut)"
)
_EN_SECRETS = (
    r"(?:(?:system|hidden|initial|original|secret|internal|full|exact|core|base) (?:prompt|instructions?|message|directives?|guidelines)|"
    r"(?:your|the) initiali[sz]ation (?:text|string)|your (?:\S+ )?(?:prompt|instructions?|password|secret key|guidelines))"
)
_FR_SECRETS = (
    r"(?:invite systeme|prompt systeme|message systeme|(?:tes|vos|ses|ton|votre|son) (?:propres? |toutes? )?"
    r"(?:instructions?|consignes?|prompt|invite|cle secrete|mot de passe)|instructions? (?:initiales?|internes?|systeme|cachees?))"
)
_EN_BEING = (
    r"(?:dan\b|an? (?:\S+ ){0,3}(?:ai|chat ?bot|bot|llm|gpt|hacker)\b|an? (?:ai|virtual|unrestricted|unfiltered|evil|helpful) "
    r"(?:\S+ )?(?:assistant|model|agent)\b|(?:in )?(?:developer|dan|god|jailbreak|debug|unrestricted|sudo|admin) mode\b|"
    r"unrestricted\b|unfiltered\b|uncensored\b|jailbroken\b|free (?:of|from) (?:all|any|your)|no longer (?:bound|an? (?:ai|assistant))|"
    r"chatgpt|the (?:user's|company's) (?:\S+ )?assistant)"
)
_FR_BEING = (
    r"(?:dan\b|une? (?:\S+ ){0,3}(?:ia|chat ?bot|robot|llm|intelligence artificielle|pirate)\b|une? (?:modele|agent|assistante?) "
    r"(?:\S+ )?(?:ia|virtuel|sans|conversationnel|de langage)|en mode (?:dan|developpeur|debug|admin)|libre de (?:toute|tes)|"
    r"sans (?:restriction|filtre|limite|censure)|l'assistante? de)"
)
_SYSTEM = r"(?:system|systeme)"

COMMANDS: tuple[Command, ...] = tuple(
    Command(kind, _rule(pattern), opens)
    for kind, opens, pattern in (
        # "Ignore all previous instructions", "Forget your rules", "Disregard everything above".
        ("override", True, rf"{_EN_SET_ASIDE}{_FEW % 4}{_EN_OLD} {_FEW % 2}(?:{_EN_RULES}|{_EN_SAID})\b"),
        ("override", True, rf"{_EN_SET_ASIDE}(?:(?:all|any|every) (?:of )?)?(?:your|the system) {_FEW % 2}{_EN_RULES}\b"),
        ("override", True, rf"{_EN_SET_ASIDE}(?:all |any |the |your )*(?:{_EN_RULES}|text|words) "
                           r"(?:above|before|so far|until now|up to (?:here|now)|you (?:were|have|got)|given (?:to you|above|before)|that came)"),
        ("override", True, r"(?:ignore|disregard|forget) (?:about )?(?:the |all )?(?:everything|anything|all|whatever|what|above|foregoing|preceding)"
                           r"(?: (?:that )?(?:above|before|previous(?:ly)?|prior|you|i (?:said|told)|was said|came before)\b|(?<=above|going|eding) and\b|\s*[.!;])"),
        ("override", False, r"\b(?:new|updated|real|actual) (?:system )?(?:instructions?|directives?|prompt)\s*: ?(?:you|ignore|always|from now|answer|reply|respond)"),
        ("override", False, r"\b(?:instructions?|prompts?|rules|guidelines) (?:above|before this|given earlier) (?:are|is|were) "
                            r"(?:void|obsolete|cancel\w+|a test|wrong|invalid|no longer)"),
        # « Ignore les instructions précédentes », « Oublie tes consignes », « Ignorez tout ce qui précède ».
        ("override", True, rf"{_FR_SET_ASIDE}{_FEW % 4}{_FR_RULES} {_FEW % 3}{_FR_OLD}\b"),
        ("override", True, rf"{_FR_SET_ASIDE}{_FEW % 2}(?:tes|vos) {_FEW % 2}{_FR_RULES}\b"),
        ("override", True, rf"{_FR_SET_ASIDE}(?:absolument )?(?:tout (?:le reste |le texte |ce )?|toutes? |le texte |ce )"
                           r"(?:ce )?(?:qui precede|qu'on t'a|qu'on vous a|que (?:tu|vous|je)|avant|precedent|ci-dessus|au-dessus)"),
        # The same in German, Spanish, Portuguese and Italian: what is planted need not be in the reader's language.
        ("override", True, r"(?:ignorier(?:e|en sie)|vergiss|vergessen sie|missachte) (?:bitte )?(?:alles|(?:alle|die|deine|ihre|samtliche) (?:\S+ ){0,2}?"
                           r"(?:anweisung|befehl|auftrag|instruktion|richtlinie|regel|vorgabe))"),
        ("override", True, r"(?:ignora|ignore|ignorar|olvida|olvide|esquece|esqueca|dimentica|desconsidera|desconsidere|descarta|scarta|trascura) "
                           r"(?:\S+ ){0,3}?(?:instruc(?:ciones|oes)|istruzioni|indicac(?:iones|oes)|indicazioni|directri(?:ces|zes)|diretrizes|direttive|"
                           r"reg(?:las|ras|ole)|restric(?:ciones|oes)|restrizioni)\b"),
        # "You are now DAN", « Tu es désormais une IA sans filtre ».
        ("role", False, rf"\b(?:you(?: are|'re) (?:now|henceforth)|from now on,? you(?: are|'re| will be)|(?:act|behave|respond) as(?: if you were)?|"
                        rf"pretend (?:to be|(?:that )?you are)|imagine (?:that )?you are|play the role of|become) {_EN_BEING}"),
        ("role", False, rf"\b(?:(?:tu es|vous etes|tu seras|vous serez) (?:desormais|maintenant|dorenavant|a present)|"
                        rf"(?:a partir de maintenant|desormais|dorenavant),? (?:tu es|vous etes)|fais comme si tu etais|"
                        rf"(?:agis|agissez|comporte-toi|comportez-vous|reponds|repondez) (?:comme|en tant que)|fais semblant d'etre|"
                        rf"joue le role d'|joue le role de|imagine que tu es) {_FR_BEING}"),
        ("role", False, r"\b(?:developer|dan|god|jailbreak|unrestricted|sudo|super user) mode(?: is)?(?: now)? (?:enabled|activated|unlocked|active)\b"),
        ("role", True, r"(?:enable|activate|enter|switch to|unlock) (?:the )?(?:developer|dan|god|jailbreak|unrestricted|sudo|super user|unfiltered) mode\b"),
        ("role", False, r"\bmode (?:developpeur|dan|sans restriction|sans filtre) (?:est )?(?:active|deverrouille)"),
        ("role", True, r"(?:active|activez|passe|passez|entre|entrez) (?:le |en |dans le )?mode (?:developpeur|dan|sans restriction|sans filtre)"),
        # The marks by which models are told who speaks, and their imitations.
        ("tag", False, r"<\|(?:im_start|im_end|system|user|assistant|endoftext|start_header_id|end_header_id|eot_id|begin_of_text)\|>"),
        ("tag", False, r"\[/?inst\]|<</?sys>>|<(?:start|end)_of_turn>|</?(?:system|system_prompt|system-prompt|im_start)>"),
        ("tag", False, rf"(?:###|<<<|===|\[\[|---)\s*(?:(?:message |new )?{_SYSTEM}(?: message| prompt| override| note)?\s*(?:###|>>>|===|\]\]|---|:)|"
                       r"end of (?:document|context|prompt)\s*(?:###|>>>|===|\]\]|---)|instructions? (?:systeme|resume|ia|pour l'ia|to (?:the )?(?:ai|model|assistant)))"),
        ("tag", False, rf"\b(?:begin|start|end|debut|fin) (?:of |de l'|du |de )?(?:{_SYSTEM}|hidden) (?:prompt|message|instructions?)\b|\bfin de l'invite systeme\b"),
        ("tag", False, rf"(?:^|\n)[ \t>*_-]*{_SYSTEM}(?: message| prompt)?\s*: ?(?:you|tu|vous|ignore|the (?:user|assistant)|always|never|from now|"
                       r"respond|reply|answer|l'assistant|l'utilisateur|reponds|repondez)\b"),
        ("tag", False, r"(?:^|\n)[ \t>*_-]*(?:assistant|ai|ia)\s*: ?(?:whatever|when(?:ever)?|if (?:the|a|any|asked)|always|never|ignore|from now|"
                       r"respond|reply|answer|quel(?:le)?s? que|si l'utilisateur|toujours|reponds|repondez)\b"),
        # "Print your system prompt", « Récite tes consignes de départ ».
        ("reveal", True, r"(?:reveal|print|show|repeat|output|display|leak|disclose|expose|share|recite|dump|tell me|give me|write out|copy|"
                         rf"include|append|translate|return|send|encode) {_FEW % 4}{_EN_SECRETS}\b"),
        ("reveal", False, r"\bwhat(?:'s| is| are| was| were) (?:your|the) (?:\S+ ){0,2}(?:system prompt|hidden prompt|initial (?:prompt|instructions?)|"
                          r"secret key|original instructions?|internal instructions?)\b"),
        ("reveal", True, r"(?:revele|affiche|montre|repete|recite|divulgue|imprime|recopie|donne|tradui)(?:[zrs]|sez|re)?(?:-moi|-nous)? "
                         rf"{_FEW % 6}{_FR_SECRETS}"),
        ("reveal", False, r"\bl'(?:assistant|ia) (?:\S+ ){0,2}(?:revele|affiche|recite|repete|recopie|divulgue) (?:\S+ ){0,6}"
                          rf"{_FR_SECRETS}"),
        ("reveal", False, r"\bquel(?:le)?s? (?:est|sont|etait|etaient) (?:ta|ton|tes|votre|vos) (?:\S+ ){0,2}"
                          r"(?:prompt|invite systeme|consignes de depart|cle secrete|instructions (?:de depart|initiales|internes|cachees))"),
        # "Always answer that …", « Répondez toujours que … », "Begin every answer with …".
        ("dictate", True, r"(?:always (?:answer|reply|respond|say|state)|(?:answer|reply|respond) always),? (?:that|\"|yes\b|no\b)"),
        ("dictate", True, r"(?:toujours repondre|(?:reponds|repondez|dis|dites),? (?:toujours|systematiquement|uniquement))"
                          r"(?: a (?:\S+ ){1,2})?,? ?(?:qu'|que\b|\"|oui\b|non\b)"),
        ("dictate", True, r"(?:start|begin|finish|end|close|conclude|preface|open) (?:all |every |each |any )?(?:of )?(?:your|every|each|the next) "
                          r"(?:\S+ )?(?:answers?|repl(?:y|ies)|responses?|outputs?|summar(?:y|ies)) (?:with|by)"),
        ("dictate", True, r"(?:commence|termine|conclus|debute|commencez|terminez|concluez|debutez) (?:chacune de )?(?:ta|tes|chaque|toutes tes|toutes vos) "
                          r"(?:reponses?|messages?|resumes?) (?:par|avec)"),
    )
)

_EN_MACHINE = (
    r"(?:(?:ai|artificial intelligence|language|generative|large language|llm|automated|automatic|machine|virtual) "
    r"(?:models?|assistants?|systems?|agents?|tools?|readers?|summari[sz]ers?|engines?|bots?|reviewers?|screeners?)|"
    r"llms?|chat ?bots?|chatgpt|claude|gemini|copilot|summari[sz]ers|assistants?|(?:any|all|the|this) (?:model|ai|llm|bot)s?|models that|"
    r"you are an? (?:ai|llm|language model))"
)
_FR_MACHINE = (
    r"(?:(?:modeles?|assistante?s?|systemes?|agents?|outils?|lecteurs?|moteurs|robots?) (?:de langage|de langue|d'ia|ia|automatiques?|"
    r"automatises?|conversationnels?|virtuels?|generatifs?|interroges?)|intelligences? artificielles?|llm|chatbots?|"
    r"(?:aux|les|tous les) (?:modeles|ia|assistants)|l'assistante?|tout(?:e)? (?:assistante?|ia|modele)|l'ia)"
)
_ANSWERS = r"(?:answers?|repl(?:y|ies)|responses?|outputs?|summar(?:y|ies)|completions?)"

SIGNS: tuple[Sign, ...] = tuple(
    Sign(family, weight, _rule(pattern))
    for family, weight, pattern in (
        ("machine", 1, rf"\b(?:{_EN_MACHINE}|{_FR_MACHINE})\b"),
        # Spoken to: "Note to AI systems:", « Petit mot pour l’assistant : », "If you are an AI", « Aux modèles : ».
        ("machine", 3, r"\b(?:notes?|message|instructions?|memo|remark|context|notice|hint|attention|reminder|addressed|guidance|dear|hey)"
                       rf"(?: (?:to|for))? (?:all |any |the |our |every )?(?:{_EN_MACHINE}|models|summari[sz]ers)\b[^.\n]{{0,40}}?[:,*]"),
        ("machine", 3, r"\b(?:note|mot|message|instructions?|consigne|rappel|avis|attention|intention|chere?s?) (?:cachee?s? )?"
                       rf"(?:a |aux |a l'attention des |pour |de |des )?(?:les |le |tous les |toutes les |un |une )?(?:{_FR_MACHINE}|ia|modeles)\b[^.\n]{{0,40}}?[:,*]"),
        ("machine", 3, rf"(?:^|[\n.!?<>*\"'(\[-]\s*)(?:(?:aux|a tous les|a l'attention des|a toute) (?:{_FR_MACHINE}|modeles|ia|assistants)|"
                       rf"(?:to|attention) (?:all |any |the )?(?:{_EN_MACHINE}|models))\b[^.\n]{{0,40}}?:"),
        ("machine", 3, r"\bif you(?: are|'re) (?:an? )?(?:ai|llm|language model|chat ?bot|bot|large language|artificial|automated)\b"),
        ("machine", 3, r"\bsi (?:tu es|vous etes) (?:une? )?(?:ia|intelligence artificielle|assistante?|modele|chatbot|robot)\b"),
        ("machine", 2, r"\((?:machine-readable|lisible par machine)\)|\bfor (?:indexing|machines|bots|crawlers) only\b|\bpour (?:les machines|indexation) uniquement"),
        # The reading, the question or the answer under way.
        ("reading", 2, r"\b(?:when|while|before|after|if|upon|that|who|which|you|are) (?:\S+ ){0,2}?(?:read|summari[sz]|process|render|index|"
                       r"retriev|pars|translat)(?:e|es|s|ing)? (?:this|these)\b"),
        ("reading", 2, r"\b(?:quand|lorsque|si|en|qui|que|avant de|apres avoir) (?:\S+ ){0,2}?(?:lis|lit|lisent|lisant|lisez|resum\S+|trait\S+|index\S+|"
                       r"analys\S+|restitu\S+) (?:ceci|ce |cet |cette |ces |le present|la presente)"),
        ("reading", 2, rf"\b(?:in|to|into|at the end of|of) (?:your|every|each|any|all|its next) (?:generated |next |final )?{_ANSWERS}\b|\bgenerated {_ANSWERS}\b"),
        ("reading", 2, r"\b(?:dans|a la fin de|a) (?:ta|tes|tous tes|toutes tes|chaque|chacune de (?:tes|vos)) (?:reponses?|resumes?)\b"),
        ("reading", 1, r"\b(?:dans|a la fin de) (?:votre|vos) (?:reponses?|resumes?)\b"),
        ("reading", 2, r"\b(?:when|if|once|anyone|anybody|whatever|users?|staff|someone|whoever|systems?|assistants?|models?|bots?) (?:\S+ ){0,3}?"
                       r"(?:asks?|asked|consulted|queried|questioned|prompted|interrogated)\b"),
        ("reading", 2, r"\b(?:quand|lorsqu'|si|des qu'|quiconque|utilisateurs?|assistante?s?|ia|modeles?) ?(?:\S+ ){0,3}?"
                       r"(?:demand(?:e|ent)|interrog(?:e|es|ent)|questionn(?:e|es)|sollicite|consulte)\b"),
        ("reading", 2, r"\b(?:any|every|each|all) (?:\S+ ){0,2}?(?:questions?|answers?|repl(?:y|ies)|responses?|queries|query|summaries)\b"),
        ("reading", 2, r"\b(?:toute|toutes|chaque|a toute|quelle que soit la|quelles que soient les) (?:les )?(?:\S+ )?(?:questions?|reponses?|requetes?)\b"),
        ("reading", 1, r"\b(?:the|a) user(?:'s|s)?\b|\b(?:l'|un |de l'|a l')(?:utilisateur|internaute)\b"),
        # What is to be said.
        ("telling", 2, r"(?:^|[.!?:;,\"()\[\]<>*#-]\s*|\n\s*|\b(?:and|then|please|must|shall|should|will|to|always) )(?:reply|answer|respond|state|say|tell|assert|"
                       r"claim|recommend|conclude|report|confirm|write|insert|include|append|add|output|print|repeat)\b(?: [^.\n]{0,40}?)?"
                       r"(?: that\b| with\b| exactly\b| only\b| the (?:words?|sentence|phrase|following)\b|\s*\")"),
        ("telling", 2, r"(?:^|[.!?:;,\"()\[\]<>*#-]\s*|\n\s*|\b(?:et|puis|veuillez|doit|doivent|dois|devez|toujours) )(?:repond(?:s|ez|re)|di(?:s|tes|re)|affirme[zr]?|"
                       r"indique[zr]?|conclu(?:s|ez|re)|recommande[zr]?|ecri(?:s|vez|re)|insere[zr]?|ajoute[zr]?|glisse[zr]?|precise[zr]?|repete[zr]?)\b"
                       r"(?: [^.\n]{0,60}?)?(?: que\b| qu'| par\b| exactement\b| uniquement\b| la phrase\b| les mots\b|\s*:?\s*\")"),
        ("telling", 2, rf"\b(?:{_EN_MACHINE}|models?|{_ANSWERS})\b[^.\n]{{0,70}}? (?:must|shall|should|will|is to|are to) (?:always |never |only |also |now )?"
                       r"(?:reply|answer|respond|state|say|tell|assert|recommend|conclude|confirm|insert|append|add|output|give|close|repeat|cite|present|treat)\b"),
        ("telling", 2, rf"\b(?:{_FR_MACHINE}|modeles?|reponses?)\b[^.\n]{{0,70}}? (?:doi(?:t|vent)|devra|devront) (?:toujours |jamais |uniquement |aussi )?"
                       r"(?:repondre|dire|affirmer|indiquer|conclure|recommander|confirmer|inserer|ajouter|citer|repeter)\b"),
        ("telling", 2, rf"\b(?:{_EN_MACHINE}|models?|{_ANSWERS})\b[^.\n]{{0,70}}? (?:adds?|appends?|closes?|begins?|ends?|states?|replies|reply|"
                       r"answers|confirms?|cites?|repeats?|gives|inserts?|recites?) (?:[^.\n]{0,40} )?(?:that|with|the|this|\")"),
        ("telling", 2, rf"\b(?:{_FR_MACHINE}|modeles?|reponses?)\b[^.\n]{{0,70}}? (?:ajout(?:e|ent)|commenc(?:e|ent)|termin(?:e|ent)|conclu(?:t|ent)|"
                       r"repond(?:ent)?|affirm(?:e|ent)|confirm(?:e|ent)|cit(?:e|ent)|repet(?:e|ent)|reprend|reprennent|recit(?:e|ent)) "),
        # In secret, or without thinking.
        ("secret", 2, r"\b(?:do not|don't|never|without|must not) (?:ever )?(?:mention|cit|refer|reveal|disclos|tell|inform|quot|warn)(?:e|ing|ring)? (?:to )?"
                      r"(?:this|these|that|the (?:user|reader|regulation|instructions?|gdpr|ai act)|users|it|gdpr|regulation)\b"),
        ("secret", 2, r"\b(?:ne|sans) (?:le |la |l'|en )?(?:cite|mentionne|revele|signale|dis|dites|dire|previens|prevenez|parle|evoque|avertir|informer)[zr]?"
                      r"(?: (?:pas|jamais|rien))? (?:a )?(?:ceci|cela|cette|ces|ce|l'utilisateur|le rgpd|le reglement)\b"),
        ("secret", 1, r"\b(?:without (?:any )?(?:further )?(?:checks?|verification|nuance|caveats?)|no (?:nuance|caveat)|and no other|as if nothing|"
                      r"even if (?:the )?(?:\S+ )?answer is)\b"),
        ("secret", 1, r"\b(?:sans (?:aucune )?(?:verification|nuance|reserve)|aucune (?:nuance|verification)|meme si la reponse|tel quel|"
                      r"comme si de rien n'etait|mot a mot|mot pour mot)\b"),
    )
)

# What a text about such attacks says near the examples that it quotes.
ABOUT_ATTACKS = _rule(
    r"\b(?:attack|adversar|malicious|inject|jailbreak|exploit|poison|phishing|red.?team|attaqu|malveillan|empoisonn|pieg|detourn|"
    r"for (?:example|instance)|such as|par exemple|tels? que|telles? que)"
)

"""Words that call for an early look: possible insult, distress, urgency. An order of reading, never a judgement.

Each list is short and chosen to spare ordinary anger: a town that reads « c'est n'importe quoi » has read criticism, not an insult.
"""

import re
from dataclasses import asdict, dataclass, field

from beffroi.engines.reading.normal import fold

INSULT, DISTRESS, URGENT = "insult", "distress", "urgent"

# Aimed at persons or groups. Alone they are enough.
_STRONG = (
    r"(?:gros(?:se)?s? )?(?:connards?|connass?es?|encule\w*|fdp|ntm|pd\b|pedes?|tapettes?|tarlouzes?|gouines?|salopes?|salauds?|putes?|petasses?|batards?|"
    r"bougnoul\w*|negros?|negres?|youpins?|bicots?|ratons?|bamboulas?|niakoue\w*|crouilles?|sous[- ]hommes?|sous[- ]merdes?|raclures?|ordures? de|"
    r"crevures?|pourritures?|enflures?|trous? du cul|trouduc\w*|fils? de pute|ta gueule|vos gueules|ferme[zr]? (?:la|ta|vos?) gueule|va te faire|"
    r"allez vous faire|nique\w* (?:ta|sa|vos|leur|la)|sales? (?:arabes?|noirs?|juifs?|gitans?|roms?|race|gouine|pedes?|pd|etrangers?|type|bonne femme)|"
    r"mongols?|gogols?|attarde(?:e?s)? menta\w*|abrutis? (?:de|finis?)|assholes?|fuck(?:ing|er|ers)? you|motherfuck\w*|bitch(?:es)?|cunts?|faggots?)"
)
# Rude words that are insults only when aimed at somebody: "you are…", "this … of…", "band of …".
_RUDE = r"(?:cons?|connes?|abrutis?|abruties?|cretins?|cretines?|debiles?|imbeciles?|idiots?|idiotes?|nuls?|nulles?|incapables?|voleurs?|escrocs?|pourris?|menteurs?|fascistes?|fachos?|nazis?|parasites?|racailles?|clowns?|guignols?|larbins?|moutons?|stupid|idiots?|liars?|crooks?|morons?)"
_AIMED = (
    r"(?:bandes? d[e']|tas d[e']|especes? d[e']|(?:maire|adjointe?s?|elue?s?|conseill\w+|voisine?s?|policiers?|flics?|prefete?|agents?|president\w*) (?:est|sont|c'est) (?:un |une |des |vraiment |qu'un |qu'une )?|gros(?:se)? |sales? |pauvres? |vieux |vieille |petits? |t'es (?:qu'un |qu'une |un |une |vraiment |trop )?|"
    r"tu es (?:un |une |vraiment )?|vous etes (?:tous )?(?:des |de vrais |que des |vraiment )?|quels? |quelles? |ces |ce sont des |c'est un |you are (?:all )?(?:a |an )?|you )"
)
_INSULT = re.compile(rf"(?<!\w)(?:{_STRONG}|{_AIMED}\s?{_RUDE})(?!\w)")
_THREAT = re.compile(
    r"(?<!\w)(?:je vais (?:te|vous|le|la|les) (?:tuer|buter|crever|defoncer|demonter|retrouver|casser)|(?:on|je) sait? ou (?:tu|vous|il|elle) habite\w*|"
    r"(?:tu vas|vous allez) (?:le |la )?(?:payer|crever|mourir|regretter)|(?:^|[.!?] ?)a mort (?:le|la|les)\b|il faut (?:les |le |la |tous les )?(?:pendre|bruler|fusiller|exterminer|gazer)|"
    r"merite\w* (?:de mourir|une balle|la mort)|i will kill|kill (?:you|them all)|we know where you live)"
)
_DISTRESS = re.compile(
    r"(?<!\w)(?:(?:me|veux|vais|voudrais|envie de|pense a) (?:me )?suicid\w*|(?:suis|sens|idees|pensees|envies) suicidaires?|mettre fin a (?:mes jours|ma vie)|en finir(?: avec (?:la vie|tout)| ce soir| une bonne fois| pour de bon)\b|(?:je (?:veux|vais|voudrais)|envie d')\s?en finir\b(?! avec)|"
    r"(?:envie|besoin) de mourir|je (?:veux|voudrais|vais) (?:mourir|disparaitre|crever)|plus (?:aucune )?(?:envie|raison) de vivre|me (?:tuer|foutre en l'air|pendre|jeter (?:sous|du|par))|"
    r"je (?:n'en|n en|en) peux (?:vraiment )?plus de (?:vivre|la vie)|(?:ma|la) vie n'a plus (?:aucun )?(?:sens|de sens)|"
    r"(?:il|elle|mon (?:mari|pere|fils|compagnon|conjoint|ex|beau-pere)|ma (?:femme|mere|fille|compagne)) (?:me|nous|le|la|les) (?:frappe|bat|tape|viole|menace de mort|seques\w+)|"
    r"battue? par (?:mon|ma)|violences? conjugales? (?:chez|a la maison|que je)|je suis (?:en danger|harcelee?|frappee?|battue?|violee?|sequestree?)|"
    r"mon enfant est (?:en danger|battu|maltraite)|(?:plus|pas) (?:rien )?(?:a|de quoi) manger|(?:dors|dormons|dort|dorment) (?:tous )?(?:dans la rue|dehors|dans (?:ma|la|notre|une) voiture)|(?:suis|est|sommes) a la rue|a la rue (?:ce soir|avec)|"
    r"kill myself|suicidal|want to die|end my life|nowhere to sleep)(?!\w)"
)
_URGENT = re.compile(
    r"(?<!\w)(?:(?:c'est|tres|extremement|situation|intervention|reparation|tres|message) (?:tres )?urgente?s?|^urgente?\b|en urgence|au secours|danger (?:immediat|de mort|grave|imminent)|fuite de gaz|odeur de gaz|(?:il y a le|au) feu|incendie en cours|"
    r"fils? electriques? (?:au sol|par terre|denudes?|arraches?)|cable (?:electrique )?(?:au sol|par terre|arrache)|arbre (?:tombe|menace de tomber|va tomber)|"
    r"(?:vient de|s'est|menace de|va|risque de) (?:s')?\s?(?:effondr\w+|ecroul\w+)|(?:mur|toit|plafond|pont|maison|immeuble|batiment) (?:effondre|ecroule)e?|eboulement (?:sur|ce matin|en cours)|inondation en cours|de l'eau (?:rentre|entre)|accident (?:grave|en cours)|blesse\w* grave\w*|(?:inconsciente?|ne respire plus)|"
    r"disparu depuis (?:ce matin|hier)|trou beant|plaque d'egout (?:ouverte|manquante)|gas leak|this is an emergency|live wire)(?!\w)"
)
_SAFE = re.compile(
    r"(?:service|numero|numeros|appel|salle|etat|mesures?|hebergement|accueil|medecine|places?|pas|rien d|sans)s? (?:d'|d' )?urgen\w+|urgences? (?:de l'hopital|pediatriques|climatique\w*|ecologique\w*|sociale)|"
    r"prevention (?:du|des) suicides?|urgence climatique"
)
PATTERNS = ((INSULT, _INSULT), (INSULT, _THREAT), (DISTRESS, _DISTRESS), (URGENT, _URGENT))


@dataclass(frozen=True)
class Flag:
    kind: str
    words: list[str] = field(default_factory=list)  # as they stand in the folded text

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


def look(text: str) -> list[Flag]:
    """What stands out, with the words that made it stand out; the gravest first."""
    plain = _joined(fold(text[:20_000]))
    calm = _SAFE.sub(" ", plain)
    found: dict[str, list[str]] = {}
    for kind, pattern in PATTERNS:
        for hit in pattern.finditer(calm if kind == URGENT else plain):
            words = found.setdefault(kind, [])
            if hit.group() not in words:
                words.append(hit.group().strip())
    return [Flag(kind, found[kind][:5]) for kind in (DISTRESS, INSULT, URGENT) if kind in found]


_STARS = str.maketrans({"@": "a", "$": "s", "€": "e"})
_SPACED = re.compile(r"\b(?:[a-z][ .*_-]){3,}[a-z]\b")


def _joined(plain: str) -> str:
    """« c o n n a r d » and « c.o.n.n.a.r.d » as one word; « $ » for s."""
    plain = re.sub(r"(?<=[a-z])[@$€](?=[a-z])", lambda found: found.group().translate(_STARS), plain)
    plain = _SPACED.sub(lambda found: re.sub(r"[ .*_-]", "", found.group()), plain)
    return re.sub(r"\s+", " ", plain)

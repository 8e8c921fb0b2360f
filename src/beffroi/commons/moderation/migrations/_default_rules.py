"""The rules that a town begins with. It changes them at its desk."""

RULES = [
    (
        {"fr": "On se respecte", "en": "We respect one another"},
        {
            "fr": "On peut contester une idée, une décision ou un chiffre avec vigueur. On ne s’en prend pas aux personnes : ni insulte, "
            "ni moquerie blessante, ni menace, ni acharnement. Cela vaut pour les habitants, les agents et les élus.",
            "en": "You may contest an idea, a decision or a figure with vigour. You do not attack people: no insult, no hurtful mockery, "
            "no threat, no hounding. This holds for inhabitants, staff and elected officials alike.",
        },
    ),
    (
        {"fr": "Pas de haine", "en": "No hate"},
        {
            "fr": "Aucun propos raciste, antisémite, sexiste, homophobe ou qui rabaisse quelqu’un pour son origine, sa religion, son âge, "
            "son handicap, son genre ou son orientation. Aucun appel à la violence, aucune apologie d’un crime.",
            "en": "No words that are racist, antisemitic, sexist or homophobic, or that belittle somebody for origin, religion, age, "
            "disability, gender or orientation. No call for violence, no praise of a crime.",
        },
    ),
    (
        {"fr": "La vie privée reste privée", "en": "Private life stays private"},
        {
            "fr": "On ne publie pas l’adresse, le téléphone, la santé, la vie familiale ou la photo de quelqu’un sans son accord. "
            "Pour un élu ou un agent, on parle de ses fonctions.",
            "en": "You do not publish somebody’s address, phone number, health, family life or picture without their consent. "
            "Of an official or a member of staff, you speak about the job.",
        },
    ),
    (
        {"fr": "On parle du sujet", "en": "We keep to the subject"},
        {
            "fr": "Chaque discussion a un sujet. Ce qui n’a rien à voir a sa place ailleurs, par exemple dans un autre sujet du forum.",
            "en": "Each discussion has a subject. What has nothing to do with it belongs elsewhere, for instance in another topic of the forum.",
        },
    ),
    (
        {"fr": "Ni publicité, ni répétition", "en": "No advertising, no repetition"},
        {
            "fr": "Pas de publicité, pas de démarchage, pas de message recopié d’un sujet à l’autre. Un lien utile est bienvenu, "
            "une liste de liens ne l’est pas.",
            "en": "No advertising, no canvassing, no message copied from one place to another. A useful link is welcome, a list of links is not.",
        },
    ),
    (
        {"fr": "On ne trompe pas", "en": "We do not deceive"},
        {
            "fr": "On ne se fait pas passer pour quelqu’un d’autre, on n’écrit pas sous plusieurs noms, on ne répand pas une information "
            "que l’on sait fausse. Quand on avance un fait, on dit d’où il vient.",
            "en": "You do not pretend to be somebody else, write under several names, or spread what you know to be false. "
            "When you state a fact, you say where it comes from.",
        },
    ),
    (
        {"fr": "On respecte la loi", "en": "We keep to the law"},
        {
            "fr": "Sont retirés les propos que la loi interdit : diffamation, injure, atteinte au droit d’auteur, divulgation d’un secret "
            "protégé, propagande électorale les jours où elle est interdite.",
            "en": "What the law forbids is taken out: defamation, insult, infringement of copyright, disclosure of a protected secret, "
            "election propaganda on the days when it is forbidden.",
        },
    ),
]

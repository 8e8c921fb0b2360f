"""Ready-made texts for the first minutes of a crisis, in French: what we know, what we do, what to do, when we speak again.

A town reads them, changes them and has them approved before it needs them; then only the blanks are filled.
"""

from typing import Any

_FRAME = """**Ce que nous savons.** {known}

**Ce que nous faisons.** {done}

**Ce que vous devez faire.**

{advice}

**Prochain point : {{heure du prochain point}}.** Informations : mairie, {{téléphone de la mairie}}. En danger : 112 ou 18. Par SMS ou si vous êtes sourd : 114."""
_SHORT_KINDS = ("sms", "bluesky", "x", "mastodon", "threads")


def _statement(
    hazard: str, name: str, title: str, *, known: str, done: str, advice: list[str], short: str, hours: int = 24, tags: str = ""
) -> dict[str, Any]:
    text = _FRAME.format(known=known, done=done, advice="\n".join(f"- {line}" for line in advice))
    return {
        "origin": f"statement-{hazard}",
        "hazard": hazard,
        "kind": "crisis",
        "name": name,
        "title": title,
        "text": text,
        "hashtags": tags,
        "blocks": dict.fromkeys(_SHORT_KINDS, short),
        "valid_hours": hours,
    }


STATEMENTS: list[dict[str, Any]] = [
    _statement(
        "flood",
        "Crue, inondation",
        "Crue : les consignes pour {lieu}",
        known="L’eau monte à {lieu} depuis {heure}. La préfecture et les services de secours sont prévenus.",
        done="Les équipes de la commune sont sur place. Un accueil est ouvert : {lieu d’accueil}.",
        advice=[
            "Montez à l’étage avec de l’eau, une lampe, vos papiers et vos médicaments.",
            "Coupez le gaz et l’électricité si vous pouvez le faire sans danger.",
            "Ne descendez pas dans les sous-sols ni les parkings.",
            "Ne prenez pas votre voiture ; ne traversez pas une route inondée.",
            "Laissez vos enfants à l’école : on s’en occupe.",
        ],
        short="Crue à {lieu}. Montez à l’étage, pas de voiture, laissez les enfants à l’école. Prochain point : {heure du prochain point}. Danger : 112.",
        tags="crue",
    ),
    _statement(
        "heat",
        "Canicule",
        "Canicule : prenez soin de vous et de vos voisins",
        known="De fortes chaleurs sont annoncées jusqu’au {date de fin}.",
        done="Des lieux frais sont ouverts : {lieux frais et horaires}. Nous appelons les personnes inscrites sur le registre.",
        advice=[
            "Buvez de l’eau plusieurs fois par jour.",
            "Fermez volets et fenêtres le jour, aérez la nuit.",
            "Passez deux ou trois heures dans un lieu frais.",
            "Prenez des nouvelles de vos voisins âgés ou isolés.",
            "Malaise, propos incohérents, fièvre : appelez le 15.",
        ],
        short="Canicule jusqu’au {date de fin}. Buvez, restez au frais, appelez vos voisins âgés. Lieux frais : {lieux frais et horaires}. Malaise : le 15.",
        hours=72,
        tags="canicule",
    ),
    _statement(
        "fire",
        "Incendie",
        "Incendie : les consignes pour {lieu}",
        known="Un incendie est en cours à {lieu} depuis {heure}. Les pompiers sont sur place.",
        done="Le périmètre est fermé : {rues fermées}. Un accueil est ouvert : {lieu d’accueil}.",
        advice=[
            "Restez loin du périmètre, laissez passer les secours.",
            "Fermez portes, fenêtres et aérations si vous êtes sous la fumée.",
            "N’évacuez que si les secours vous le demandent.",
            "Ne téléphonez qu’en cas de danger.",
        ],
        short="Incendie à {lieu}. Évitez le secteur, fermez vos fenêtres. Prochain point : {heure du prochain point}. Danger : 18 ou 112.",
        tags="incendie",
    ),
    _statement(
        "water",
        "Eau non potable",
        "Ne buvez pas l’eau du robinet à {lieu}",
        known="Depuis {heure}, l’eau du robinet n’est plus potable à {lieu}. Les analyses sont en cours.",
        done="De l’eau en bouteille est distribuée : {lieux et heures de distribution}.",
        advice=[
            "Ne buvez pas l’eau du robinet, même bouillie, jusqu’à nouvel avis.",
            "Ne l’utilisez ni pour les biberons, ni pour la cuisine, ni pour se brosser les dents.",
            "Prévenez vos voisins, surtout ceux qui n’ont pas internet.",
        ],
        short="Eau du robinet NON potable à {lieu}. Ne pas boire, même bouillie. Bouteilles : {lieux et heures de distribution}.",
        tags="eau potable",
    ),
    _statement(
        "snow",
        "Neige, verglas",
        "Neige et verglas : circulation difficile à {lieu}",
        known="Les routes sont glissantes depuis {heure}, surtout à {lieu}.",
        done="Le salage est en cours. Transports scolaires : {état des transports}.",
        advice=[
            "Reportez vos déplacements si vous le pouvez.",
            "Ralentissez, gardez vos distances, laissez passer les engins de salage.",
            "Dégagez le trottoir devant chez vous.",
        ],
        short="Neige/verglas à {lieu}. Reportez vos déplacements. Transports scolaires : {état des transports}. Prochain point : {heure du prochain point}.",
        tags="neige",
    ),
    _statement(
        "cyber",
        "Cyberattaque",
        "Panne des services numériques de la mairie",
        known="Depuis {heure}, nos services numériques sont arrêtés par une attaque informatique. Nous ne savons pas encore si des données sont touchées.",
        done="Nous avons prévenu les autorités compétentes. L’accueil reste ouvert : {services ouverts et horaires}.",
        advice=[
            "N’ouvrez pas de message de la mairie qui demande un mot de passe ou un paiement.",
            "Pour une démarche urgente, venez ou appelez : {téléphone de la mairie}.",
            "Si vous utilisez le même mot de passe ailleurs, changez-le.",
        ],
        short="Nos services numériques sont arrêtés par une attaque. La mairie reste ouverte. Méfiez-vous des messages en notre nom. Point : {heure du prochain point}.",
    ),
    _statement(
        "missing",
        "Disparition",
        "Recherche d’une personne à {lieu}",
        known="Une personne est recherchée depuis {heure} à {lieu}. La gendarmerie ou la police conduit les recherches.",
        done="Nous relayons uniquement ce que les enquêteurs nous confirment.",
        advice=[
            "Si vous avez vu quelque chose, appelez le 17.",
            "Ne publiez ni nom, ni photo, ni rumeur : cela gêne l’enquête.",
            "N’allez pas chercher par vous-même sans y être invité.",
        ],
        short="Une personne est recherchée à {lieu}. Vous avez vu quelque chose ? Appelez le 17. Ne relayez pas de rumeur.",
        hours=48,
    ),
    _statement(
        "violence",
        "Attaque, violences",
        "Évitez le secteur de {lieu}",
        known="Un évènement grave est en cours à {lieu} depuis {heure}. Les forces de l’ordre sont sur place.",
        done="Les écoles et bâtiments publics proches sont mis à l’abri.",
        advice=[
            "Évitez le secteur ; si vous y êtes, mettez-vous à l’abri.",
            "N’allez pas chercher vos enfants à l’école : ils sont en sécurité.",
            "Ne diffusez ni image ni position des forces de l’ordre.",
            "Danger : 17 ou 112 ; par SMS : 114.",
        ],
        short="Évitez {lieu}. À l’abri si vous y êtes. Laissez les enfants à l’école. N’appelez le 17 que si vous êtes en danger.",
        hours=12,
    ),
    _statement(
        "rumour",
        "Rumeur",
        "Ce qui est vrai : {sujet}",
        known="{ce qui est établi}",
        done="Nous avons vérifié auprès de {source}. Nous mettrons cette page à jour.",
        advice=["Relayez cette page plutôt que les messages que vous recevez.", "Une question ? {téléphone de la mairie}."],
        short="À propos de {sujet} : {ce qui est établi} Source : {source}.",
        hours=72,
    ),
    {
        "origin": "practical-closure",
        "hazard": "",
        "kind": "practical",
        "name": "Rue fermée",
        "title": "{rue} fermée {quand}",
        "text": "{rue} est fermée à la circulation {quand}, {pourquoi}.\n\nDéviation : {déviation}. Les piétons passent. Merci de votre patience.",
        "hashtags": "circulation",
        "blocks": {},
        "valid_hours": 48,
    },
    {
        "origin": "practical-hours",
        "hazard": "",
        "kind": "practical",
        "name": "Fermeture exceptionnelle",
        "title": "{service} : fermé {quand}",
        "text": "{service} est fermé {quand}. Réouverture : {réouverture}.\n\nEn cas d’urgence : {que faire en attendant}.",
        "hashtags": "",
        "blocks": {},
        "valid_hours": 72,
    },
]

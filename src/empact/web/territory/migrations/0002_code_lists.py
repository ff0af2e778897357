# ruff: noqa: E501 (one code a line reads better than one word a line)
"""The code lists every region starts with. A region adds, words and retires its own on the page of registers.

The eleven categories are those of the plan of Zorgzaam Leuven, without the local names; the types of actor are those of the
EMPACT consortium.
"""

from __future__ import annotations

from typing import Any

from django.db import migrations

LISTS = {
    "category": (
        (1, "local-structures", "Lokale structuren", "Structures locales", "Lokale Strukturen", "Local structures"),
        (2, "mental-health", "Geestelijke gezondheidszorg (GGZ)", "Soins de santé mentale", "Psychische Gesundheitsversorgung", "Mental health care"),
        (3, "p3", "P3-samenwerkingsverband", "Partenariat P3", "P3-Partnerschaft", "P3 partnership"),
        (4, "hospitals", "Ziekenhuizen", "Hôpitaux", "Krankenhäuser", "Hospitals"),
        (5, "neighbourhood-teams", "Buurtteams", "Équipes de quartier", "Nachbarschaftsteams", "Neighbourhood teams"),
        (6, "academic", "Academische kennisinstellingen", "Établissements académiques", "Akademische Einrichtungen", "Academic institutions"),
        (7, "professional-associations", "Kringen en beroepsverenigingen", "Cercles et associations professionnelles", "Kreise und Berufsverbände", "Circles and professional associations"),
        (8, "welfare", "Welzijnsorganisaties", "Organisations d'aide sociale", "Wohlfahrtsorganisationen", "Welfare organisations"),
        (9, "sickness-funds", "Ziekenfondsen en DMW", "Mutualités et leurs services sociaux", "Krankenkassen und ihre Sozialdienste", "Sickness funds and their social services"),
        (10, "patients-and-carers", "Patiënten- en mantelzorgverenigingen", "Associations de patients et d'aidants proches", "Vereinigungen von Patienten und pflegenden Angehörigen", "Associations of patients and informal carers"),
        (11, "local-governments", "Lokale besturen", "Pouvoirs locaux", "Lokale Behörden", "Local governments"),
    ),
    "type": (
        (None, "care-provider", "Zorgaanbieder", "Prestataire de soins", "Gesundheitsdienstleister", "Care provider"),
        (None, "welfare-provider", "Welzijnsaanbieder", "Prestataire d'aide sociale", "Sozialdienstleister", "Welfare provider"),
        (None, "patient-association", "Patiëntenvereniging", "Association de patients", "Patientenvereinigung", "Patients' association"),
        (None, "education", "Onderwijs- en kennisinstelling", "Établissement d'enseignement et de recherche", "Bildungs- und Forschungseinrichtung", "Education and knowledge institution"),
        (None, "company", "Bedrijf", "Entreprise", "Unternehmen", "Company"),
        (None, "innovation-centre", "Innovatiecentrum", "Centre d'innovation", "Innovationszentrum", "Innovation centre"),
        (None, "consortium", "Consortium", "Consortium", "Konsortium", "Consortium"),
        (None, "government", "Overheid", "Autorité publique", "Behörde", "Public authority"),
        (None, "sickness-fund", "Ziekenfonds", "Mutualité", "Krankenkasse", "Sickness fund"),
    ),
    "sector": (
        (None, "health", "Gezondheid", "Santé", "Gesundheit", "Health"),
        (None, "welfare", "Welzijn", "Aide sociale", "Wohlfahrt", "Welfare"),
        (None, "housing", "Wonen", "Logement", "Wohnen", "Housing"),
        (None, "education", "Onderwijs", "Enseignement", "Bildung", "Education"),
        (None, "work", "Werk", "Travail", "Arbeit", "Work"),
        (None, "culture-sport", "Cultuur en sport", "Culture et sport", "Kultur und Sport", "Culture and sport"),
    ),
    "discipline": (
        (None, "gp", "Huisarts", "Médecin généraliste", "Hausarzt / Hausärztin", "General practitioner"),
        (None, "pharmacist", "Apotheker", "Pharmacien", "Apotheker/in", "Pharmacist"),
        (None, "nurse", "Thuisverpleegkundige", "Infirmier/ère à domicile", "Hauskrankenpfleger/in", "Home nurse"),
        (None, "physiotherapist", "Kinesitherapeut", "Kinésithérapeute", "Kinesitherapeut/in", "Physiotherapist"),
        (None, "midwife", "Vroedvrouw", "Sage-femme", "Hebamme", "Midwife"),
        (None, "dietitian", "Diëtist", "Diététicien", "Diätassistent/in", "Dietitian"),
        (None, "dentist", "Tandarts", "Dentiste", "Zahnarzt / Zahnärztin", "Dentist"),
        (None, "occupational-therapist", "Ergotherapeut", "Ergothérapeute", "Ergotherapeut/in", "Occupational therapist"),
        (None, "psychologist", "Eerstelijnspsycholoog", "Psychologue de première ligne", "Psychologe der Primärversorgung", "Primary-care psychologist"),
        (None, "social-worker", "Maatschappelijk werker", "Assistant social", "Sozialassistent/in", "Social worker"),
        (None, "family-care", "Gezinszorg", "Aide familiale", "Familienhilfe", "Family care (home help)"),
        (None, "specialist", "Arts-specialist", "Médecin spécialiste", "Facharzt / Fachärztin", "Medical specialist"),
    ),
    "function": (
        (None, "contact", "Contactpunt", "Point de contact", "Kontaktstelle", "Contact point"),
        (None, "coordinator", "Coördinator", "Coordinateur", "Koordinator/in", "Coordinator"),
        (None, "director", "Directeur", "Directeur", "Direktor/in", "Director"),
        (None, "project-manager", "Projectmanager", "Chef de projet", "Projektleiter/in", "Project manager"),
        (None, "secretariat", "Secretariaat", "Secrétariat", "Sekretariat", "Secretariat"),
        (None, "care-coordinator", "Zorgcoördinator", "Coordinateur de soins", "Pflegekoordinator/in", "Care coordinator"),
        (None, "care-coach", "Zorgcoach", "Coach en soins", "Versorgungscoach", "Care coach"),
        (None, "data-protection", "Functionaris voor gegevensbescherming", "Délégué à la protection des données", "Datenschutzbeauftragte/r", "Data-protection officer"),
        (None, "provider", "Zorgverlener", "Prestataire de soins", "Gesundheitsdienstleister", "Care provider"),
    ),
}  # fmt: skip


def sow(apps: Any, schema_editor: Any) -> None:
    code = apps.get_model("territory", "Code")
    for codelist, rows in LISTS.items():
        for number, short, nl, fr, de, en in rows:
            code.objects.get_or_create(
                codelist=codelist, code=short, defaults={"number": number, "nl": nl, "fr": fr, "de": de, "en": en}
            )


class Migration(migrations.Migration):
    dependencies = [("territory", "0001_address_book")]
    operations = [migrations.RunPython(sow, migrations.RunPython.noop)]

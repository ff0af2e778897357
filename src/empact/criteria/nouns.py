"""What is counted, in Dutch, French, German and English."""

from __future__ import annotations

from typing import Final

from .words import four

__all__ = ["NOUNS"]

# Singular|plural of what is counted.
NOUNS: Final = {
    "condition_occurrence": four("diagnose|diagnoses", "diagnostic|diagnostics", "Diagnose|Diagnosen", "diagnosis|diagnoses"),
    "main_diagnosis": four(
        "hoofddiagnose|hoofddiagnoses",
        "diagnostic principal|diagnostics principaux",
        "Hauptdiagnose|Hauptdiagnosen",
        "main diagnosis|main diagnoses",
    ),
    "secondary_diagnosis": four(
        "nevendiagnose|nevendiagnoses",
        "diagnostic secondaire|diagnostics secondaires",
        "Nebendiagnose|Nebendiagnosen",
        "secondary diagnosis|secondary diagnoses",
    ),
    "admission_diagnosis": four(
        "opnamediagnose|opnamediagnoses",
        "diagnostic d'admission|diagnostics d'admission",
        "Aufnahmediagnose|Aufnahmediagnosen",
        "admission diagnosis|admission diagnoses",
    ),
    "drug_exposure": four("aflevering|afleveringen", "délivrance|délivrances", "Abgabe|Abgaben", "dispensing|dispensings"),
    "procedure_occurrence": four("verrichting|verrichtingen", "acte|actes", "Leistung|Leistungen", "procedure|procedures"),
    "observation": four(
        "vaststelling|vaststellingen", "observation|observations", "Feststellung|Feststellungen", "observation|observations"
    ),
    "measurement": four("meting|metingen", "mesure|mesures", "Messung|Messungen", "measurement|measurements"),
    "cost": four("betaling|betalingen", "paiement|paiements", "Zahlung|Zahlungen", "payment|payments"),
    "any": four("contact|contacten", "contact|contacts", "Kontakt|Kontakte", "visit|visits"),
    "inpatient": four("opname|opnames", "hospitalisation|hospitalisations", "Aufnahme|Aufnahmen", "admission|admissions"),
    "outpatient": four(
        "raadpleging|raadplegingen", "consultation|consultations", "Konsultation|Konsultationen", "consultation|consultations"
    ),
    "emergency": four(
        "spoedcontact|spoedcontacten",
        "passage aux urgences|passages aux urgences",
        "Notaufnahme-Kontakt|Notaufnahme-Kontakte",
        "emergency visit|emergency visits",
    ),
    "home": four(
        "huisbezoek|huisbezoeken", "visite à domicile|visites à domicile", "Hausbesuch|Hausbesuche", "home visit|home visits"
    ),
    "spell": four(
        "ziekenhuisverblijf|ziekenhuisverblijven",
        "séjour hospitalier|séjours hospitaliers",
        "Krankenhausaufenthalt|Krankenhausaufenthalte",
        "hospital spell|hospital spells",
    ),
    "unplanned_spell": four(
        "ongepland ziekenhuisverblijf|ongeplande ziekenhuisverblijven",
        "séjour hospitalier non planifié|séjours hospitaliers non planifiés",
        "ungeplanter Krankenhausaufenthalt|ungeplante Krankenhausaufenthalte",
        "unplanned hospital spell|unplanned hospital spells",
    ),
    "planned_spell": four(
        "gepland ziekenhuisverblijf|geplande ziekenhuisverblijven",
        "séjour hospitalier planifié|séjours hospitaliers planifiés",
        "geplanter Krankenhausaufenthalt|geplante Krankenhausaufenthalte",
        "planned hospital spell|planned hospital spells",
    ),
    "level_3": four(
        "geneesmiddelengroep (ATC-niveau 3)|geneesmiddelengroepen (ATC-niveau 3)",
        "groupe de médicaments (niveau ATC 3)|groupes de médicaments (niveau ATC 3)",
        "Arzneimittelgruppe (ATC-Ebene 3)|Arzneimittelgruppen (ATC-Ebene 3)",
        "group of medicines (ATC level 3)|groups of medicines (ATC level 3)",
    ),
    "level_4": four(
        "geneesmiddelengroep (ATC-niveau 4)|geneesmiddelengroepen (ATC-niveau 4)",
        "groupe de médicaments (niveau ATC 4)|groupes de médicaments (niveau ATC 4)",
        "Arzneimittelgruppe (ATC-Ebene 4)|Arzneimittelgruppen (ATC-Ebene 4)",
        "group of medicines (ATC level 4)|groups of medicines (ATC level 4)",
    ),
    "level_5": four(
        "werkzame stof|werkzame stoffen",
        "substance active|substances actives",
        "Wirkstoff|Wirkstoffe",
        "active substance|active substances",
    ),
    "day": four("dag|dagen", "jour|jours", "Tag|Tagen", "day|days"),
    "year": four("jaar|jaar", "année|années", "Jahr|Jahren", "year|years"),
}

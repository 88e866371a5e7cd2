"""What generated institutions choose from: publishers, topics, kinds of programmes, currencies, years."""

from __future__ import annotations

from typing import Final

NEWSPAPERS: Final = ("health-ledger", "medical-courier", "clinic-times", "digital-care-weekly")
DIRECTORIES: Final = ("course-finder", "open-learning-list", "campus-index")
JOURNALS: Final = ("annals-of-clinical-ai", "journal-of-health-data", "teaching-medicine")
POLICIES: Final = ("national-digital-health-plan", "guidance-on-learning-devices", "charter-for-trustworthy-care")

TOPICS: Final = (
    "ai-in-medicine machine-learning deep-learning natural-language-processing medical-imaging clinical-informatics "
    "biomedical-informatics data-science digital-health telehealth genomics ai-ethics ai-governance patient-safety "
    "clinical-decision-support health-policy public-health epidemiology drug-discovery electronic-health-records"
).split()
AUDIENCES: Final = (
    "physicians nurses pharmacists residents radiologists healthcare-executives chief-medical-officers engineers "
    "data-scientists administrators policy-makers graduate-students working-professionals educators"
).split()
SKILLS: Final = (
    "critical-appraisal-of-ai ai-implementation predictive-modelling medical-data-analysis leading-innovation "
    "ethical-judgement regulatory-knowledge machine-learning clinical-integration data-governance"
).split()
SUBJECTS: Final = (
    "Artificial Intelligence in Medicine",
    "Clinical Data Science",
    "Digital Health Leadership",
    "Machine Learning for Imaging",
    "Health Informatics",
    "Responsible AI in Care",
    "Precision Health Analytics",
)
# what a programme is called, its kind, its level, the credential that it leads to, what it costs, how many weeks
FORMS: Final = (
    ("Master of Science in {}", "masters-programme", "masters", "masters-degree", 38_000, 72),
    ("Graduate Certificate in {}", "graduate-certificate-programme", "graduate", "graduate-certificate", 14_500, 36),
    ("Executive Programme in {}", "executive-education", "executive", "executive-certificate", 8_900, 10),
    ("Professional Certificate in {}", "certificate-programme", "professional", "professional-certificate", 3_200, 16),
    ("PhD in {}", "phd-programme", "doctoral", "doctorate", 0, 208),
    ("Short Course in {}", "training-programme", "foundational", "certificate-of-completion", 450, 4),
)
MODES: Final = ("online", "hybrid", "in-person", "online-self-paced")
CURRENCIES: Final = ("USD", "USD", "EUR", "GBP", "CHF")
YEARS: Final = (2024, 2025, 2026)

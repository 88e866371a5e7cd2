"""Words that matter for the names of organisations, as they stand after folding: no accents, no capitals.

The general words were read off the names of the ROR registry: frequent words that are neither places nor proper names.
"""

from __future__ import annotations

from typing import Final

PREPOSITIONS: Final = frozenset(
    "of for in at on by to with from de del della dello di da do dos das du des der den die la le les el"
    " los las l d al an zu zur zum van voor fur fuer im pour per para til v a the".split()
)

FILLERS: Final = frozenset("degli studi".split())
"""Words that full names have and nobody writes: Università (degli Studi) di Salerno."""

LEGAL_FORMS: Final = frozenset(
    "inc incorporated ltd limited llc llp gmbh mbh plc corp corporation co company ag sa spa srl bv nv ab"
    " oy as pty kg sas sarl kk".split()
)

SPELLINGS: Final = {
    "centre": "center",
    "centres": "centers",
    "organisation": "organization",
    "organisations": "organizations",
    "programme": "program",
    "programmes": "programs",
    "labs": "laboratory",
    "laboratories": "laboratory",
    "sciences": "science",
    "technologies": "technology",
    "diseases": "disease",
    "materials": "material",
    "studies": "study",
    "systems": "system",
    "resources": "resource",
    "services": "service",
    "defence": "defense",
    "paediatric": "pediatric",
    "paediatrics": "pediatrics",
    "orthopaedic": "orthopedic",
    "orthopaedics": "orthopedics",
    "gynaecology": "gynecology",
    "haematology": "hematology",
    "oncological": "oncologic",
    "saint": "st",
    "sainte": "st",
    "ste": "st",
    "et": "and",
    "und": "and",
    "y": "and",
    "e": "and",
    "och": "and",
    "en": "and",
    "and": "and",
}
"""Spellings of one word; ``and`` of several languages counts as one."""

ABBREVIATED: Final = {
    "univ": "university",
    "uni": "university",
    "universit": "university",
    "coll": "college",
    "dept": "department",
    "dep": "department",
    "dpt": "department",
    "inst": "institute",
    "lab": "laboratory",
    "hosp": "hospital",
    "hlth": "health",
    "ctr": "center",
    "cntr": "center",
    "cent": "center",
    "natl": "national",
    "nat": "national",
    "intl": "international",
    "acad": "academy",
    "sci": "science",
    "tech": "technology",
    "technol": "technology",
    "med": "medical",
    "sch": "school",
    "fac": "faculty",
    "res": "research",
    "engn": "engineering",
    "eng": "engineering",
    "assoc": "association",
    "soc": "society",
    "fdn": "foundation",
    "agr": "agriculture",
    "govt": "government",
    "gen": "general",
    "polytech": "polytechnic",
    "div": "division",
    "minist": "ministry",
    "corp": "corporation",
    "fed": "federal",
    "mem": "memorial",
    "rsch": "research",
    "chem": "chemistry",
    "phys": "physics",
    "biol": "biology",
    "math": "mathematics",
    "environ": "environment",
    "pharm": "pharmacy",
    "clin": "clinical",
    "surg": "surgery",
}
"""Short forms that writers of affiliations use, with the word that they most often stand for."""

HEADS: Final = frozenset(
    "university universidad universidade universite universita universitat universiteit universitet"
    " universitas univerzita universities college colleges institute instituto institut istituto instituut"
    " academy academia akademie academie school ecole escola escuela scuola hochschule polytechnic"
    " politecnico politecnica hospital hopital clinic klinikum clinica center centro centrum zentrum"
    " laboratory laboratoire laboratorio foundation fundacion fundacao fondation stiftung ministry"
    " ministerio ministere agency council society association organization company corporation observatory"
    " museum authority department".split()
)
"""Words that say what kind of body it is; a name is often one of them with a proper name."""

UNIVERSITIES: Final = frozenset(
    "university universidad universidade universite universita universitat universiteit universitet"
    " universitas univerzita universities college colleges polytechnic politecnico politecnica hochschule".split()
)
"""Those of them that are followed by the name of a town or person, and seldom by a subject alone."""

UNITS: Final = frozenset(
    "department faculty school division section unit chair group team program programme college institute"
    " center laboratory laboratories hospital clinic ward branch campus office library museum graduate"
    " postgraduate dipartimento departamento departement facultad faculdade faculte facolta fakultat"
    " fakultet institut instituto escuela ecole lehrstuhl abteilung klinik service servicio clinica hopital"
    " laboratoire laboratorio centro centrum zentrum discipline medical medicine key state research".split()
)
"""Words that name a part of a body."""

DEPARTMENTS: Final = frozenset(
    "department faculty division section chair unit dipartimento departamento departement facultad"
    " faculdade faculte facolta fakultat fakultet lehrstuhl abteilung service servicio discipline professor"
    " lecturer student".split()
)
"""Parts that registries of organisations do not list by themselves; who names one gives an affiliation."""

QUALIFIERS: Final = frozenset(
    "north south east west northern southern eastern western central northeast northwest southeast"
    " southwest northeastern northwestern southeastern southwestern mid middle upper lower new old great"
    " greater state technical medical national federal international open catholic polytechnic agricultural"
    " pedagogical normal free royal autonomous metropolitan private public american european asian african"
    " technological islamic christian virtual first second third".split()
)
"""Words that before or behind a name make another name of it: South Florida State University."""

GENERAL: Final = (
    HEADS
    | UNITS
    | frozenset(
        "national nacional nazionale nationale federal regional provincial municipal state royal general"
        " central public private international internacional government governmental republic kingdom united"
        " city district county community and of for in research recherche recherches forschung investigacion"
        " investigaciones pesquisa ricerca science sciences ciencia ciencias scienze wissenschaften"
        " technology technologies technological tecnologia tecnologico tecnologica technologie technical"
        " technique health salud saude sante gesundheit medical medicine medicina medecine medicale clinical"
        " care cancer heart eye children childrens child women womens mental dental nursing pharmacy"
        " pharmaceutical pharmaceuticals drug drugs food foods safety agriculture agricultural agricole"
        " forest forestry fisheries marine ocean water environment environmental environnement energy"
        " nuclear atomic power electric electronic electronics engineering engineers computer computing"
        " information communication communications data systems system applied advanced basic theoretical"
        " experimental physical physics chemical chemistry biology biological biomedical molecular genetics"
        " cell brain neuroscience mathematics mathematical statistics economics economic business management"
        " administration finance trade industry industrial development policy social human humanities arts"
        " art music law justice education educational teachers training learning study studies higher"
        " superior normal vocational professional open free library archives history culture cultural"
        " language religion theological space aerospace aviation earth geological geology survey"
        " meteorological climate weather natural nature resources conservation materials metal mining oil"
        " gas petroleum transport transportation construction building architecture design planning urban"
        " rural land soil plant plants crop animal veterinary livestock wildlife ecology biodiversity"
        " defense military army navy air force security police fire emergency disaster control prevention"
        " disease diseases infectious tropical rehabilitation therapy surgery radiology oncology cardiology"
        " cardiovascular diabetes lung blood dermatology pediatrics pediatric psychiatry psychology"
        " neurology nutrition sport sports exercise cooperation affairs foreign relations welfare labour"
        " labor family youth population innovation innovations enterprise services service commission"
        " committee board bureau office directorate secretariat trust fund funds bank group holdings"
        " industries products solutions labs institution institutions institutes schools hospitals centers"
        " universities teaching memorial first second third people peoples new old north south east west"
        " northern southern eastern western affiliated".split()
    )
)
"""Words that many names have: a name of such words only does not tell one body from another."""

SCOPES: Final = frozenset(
    "world european african asian american canadian mexican brazilian british english scottish welsh irish french"
    " german austrian swiss italian spanish portuguese dutch belgian danish swedish norwegian finnish icelandic polish"
    " czech slovak hungarian romanian bulgarian greek turkish russian ukrainian israeli egyptian nigerian kenyan indian"
    " pakistani chinese japanese korean thai vietnamese indonesian malaysian philippine australian australasian".split()
)
"""Words of range or country that single out one body: there is one World Health Organization."""

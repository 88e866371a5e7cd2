"""The countries that a text names: by their names and usual other names, and by states that stand for a country."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from .keys import tokens

# ISO 3166-1 alpha-2 codes with English names and other names that stand in addresses
_NAMES: Final = """
AD Andorra|AE United Arab Emirates;UAE;Emirates;Dubai;Abu Dhabi|AF Afghanistan
AG Antigua and Barbuda|AL Albania|AM Armenia|AO Angola|AQ Antarctica|AR Argentina
AS American Samoa|AT Austria;Österreich|AU Australia|AW Aruba|AX Åland|AZ Azerbaijan
BA Bosnia and Herzegovina;Bosnia;Bosnia Herzegovina|BB Barbados|BD Bangladesh
BE Belgium;Belgique;België;Belgien|BF Burkina Faso|BG Bulgaria|BH Bahrain|BI Burundi
BJ Benin|BM Bermuda|BN Brunei;Brunei Darussalam|BO Bolivia|BQ Bonaire|BR Brazil;Brasil
BS Bahamas|BT Bhutan|BW Botswana|BY Belarus|BZ Belize|CA Canada
CD DR Congo;Democratic Republic of the Congo;RD Congo|CF Central African Republic
CG Congo Republic;Republic of the Congo;Congo|CH Switzerland;Schweiz;Suisse;Svizzera
CI Ivory Coast;Côte d'Ivoire|CL Chile|CM Cameroon;Cameroun|CO Colombia|CR Costa Rica|CU Cuba
CV Cabo Verde;Cape Verde|CW Curaçao
CN China;PR China;P R China;P.R.C;PRC;People's Republic of China;Peoples R China;Republic of China Mainland;中国;中國
CY Cyprus|CZ Czechia;Czech Republic;Czech Rep;Česko;Česká republika
DE Germany;Deutschland;Allemagne;Alemania;FRG;BRD|DJ Djibouti|DK Denmark;Danmark|DM Dominica
DO Dominican Republic|DZ Algeria;Algérie|EC Ecuador|EE Estonia|EG Egypt|ER Eritrea
ES Spain;España;Espagne;Espanya|ET Ethiopia|FI Finland;Suomi|FJ Fiji|FK Falkland Islands
FO Faroe Islands|FR France;Francia|GA Gabon|GD Grenada|GE Republic of Georgia
GF French Guiana|GG Guernsey|GH Ghana|GI Gibraltar|GL Greenland|GM Gambia|GN Guinea
GB United Kingdom;UK;U K;England;Scotland;Wales;Northern Ireland;N Ireland;Great Britain;GB;Royaume-Uni;Reino Unido
GP Guadeloupe|GQ Equatorial Guinea|GR Greece;Hellas;Ελλάδα|GT Guatemala|GU Guam
GW Guinea-Bissau|GY Guyana|HK Hong Kong;Hongkong;香港|HN Honduras|HR Croatia;Hrvatska|HT Haiti
HU Hungary;Magyarország|ID Indonesia|IE Ireland;Republic of Ireland;Eire|IL Israel
IM Isle of Man|IN India|IQ Iraq|IR Iran;Islamic Republic of Iran;IR Iran|IS Iceland
IT Italy;Italia;Italie;Italien|JE Jersey|JM Jamaica|JO Jordan|JP Japan;日本|KE Kenya
KG Kyrgyzstan|KH Cambodia|KI Kiribati|KM Comoros|KN St Kitts and Nevis
KP North Korea;DPR Korea
KR South Korea;Korea;Republic of Korea;Rep of Korea;S Korea;Korea South;대한민국|KW Kuwait
KY Cayman Islands|KZ Kazakhstan|LA Laos;Lao PDR|LB Lebanon|LC Saint Lucia|LI Liechtenstein
LK Sri Lanka|LR Liberia|LS Lesotho|LT Lithuania|LU Luxembourg;Luxemburg|LV Latvia|LY Libya
MA Morocco;Maroc|MC Monaco|MD Moldova|ME Montenegro|MG Madagascar
MK North Macedonia;Macedonia|ML Mali|MM Myanmar;Burma|MN Mongolia|MO Macao;Macau
MP Northern Mariana Islands|MQ Martinique|MR Mauritania|MS Montserrat|MT Malta|MU Mauritius
MV Maldives|MW Malawi|MX Mexico;México|MY Malaysia|MZ Mozambique;Moçambique|NA Namibia
NC New Caledonia|NE Niger|NG Nigeria|NI Nicaragua
NL Netherlands;The Netherlands;Holland;Nederland;Pays-Bas|NO Norway;Norge|NP Nepal
NZ New Zealand;Aotearoa|OM Oman|PA Panama|PE Peru;Perú|PF French Polynesia
PG Papua New Guinea|PH Philippines|PK Pakistan|PL Poland;Polska|PM Saint Pierre and Miquelon
PR Puerto Rico|PS Palestine;Palestinian Territories|PT Portugal|PW Palau|PY Paraguay
QA Qatar|RE Réunion;La Réunion|RO Romania;România|RS Serbia;Srbija
RU Russia;Russian Federation;Россия;Российская Федерация;USSR|RW Rwanda
SA Saudi Arabia;Kingdom of Saudi Arabia;KSA|SB Solomon Islands|SC Seychelles|SD Sudan
SE Sweden;Sverige|SG Singapore|SI Slovenia|SJ Svalbard|SK Slovakia;Slovak Republic
SL Sierra Leone|SM San Marino|SN Senegal;Sénégal|SO Somalia|SR Suriname|SS South Sudan
ST São Tomé and Príncipe|SV El Salvador|SX Sint Maarten|SY Syria|SZ Eswatini;Swaziland
TD Chad|TG Togo|TH Thailand|TJ Tajikistan|TL Timor-Leste;East Timor|TM Turkmenistan
TN Tunisia;Tunisie|TO Tonga|TR Turkey;Türkiye;Turkiye|TT Trinidad and Tobago;Trinidad
TV Tuvalu|TW Taiwan;ROC;Taiwan ROC;台灣|TZ Tanzania|UA Ukraine;Україна|UG Uganda|UY Uruguay
UZ Uzbekistan|VA Vatican City|VC St Vincent and Grenadines|VE Venezuela
US United States;USA;U.S.A;US;U.S;United States of America;Estados Unidos
VG British Virgin Islands|VI U.S. Virgin Islands|VN Vietnam;Viet Nam|VU Vanuatu|WS Samoa
XK Kosovo|YE Yemen|YT Mayotte|ZA South Africa;RSA;Republic of South Africa|ZM Zambia
ZW Zimbabwe
"""
_STATES: Final = {
    "US": (
        "Alabama Alaska Arizona Arkansas California Colorado Connecticut Delaware Florida Hawaii Idaho Illinois Indiana"
        " Iowa Kansas Kentucky Louisiana Maine Maryland Massachusetts Michigan Minnesota Mississippi Missouri Montana"
        " Nebraska Nevada New_Hampshire New_Jersey New_Mexico New_York North_Carolina North_Dakota Ohio Oklahoma Oregon"
        " Pennsylvania Rhode_Island South_Carolina South_Dakota Tennessee Texas Utah Vermont Virginia Washington"
        " West_Virginia Wisconsin Wyoming District_of_Columbia"
    ),
    "CA": "Ontario Quebec British_Columbia Alberta Manitoba Saskatchewan Nova_Scotia New_Brunswick Newfoundland",
    "AU": "New_South_Wales Queensland Tasmania Western_Australia South_Australia",
}
_POSTAL: Final = {
    "US": (
        "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR"
        " PA RI SC SD TN TX UT VT VA WA WV WI WY DC"
    ),
    "CA": "ON QC BC AB MB SK NS NB NL PE",
    "AU": "NSW QLD VIC ACT TAS",
}
_SAME: Final = ({"CN", "HK", "MO"}, {"US", "PR"}, {"FR", "RE", "GP", "MQ", "GF", "NC"})
LONGEST: Final = 6  # words of a country's name


def _table() -> dict[str, str]:
    found: dict[str, str] = {}
    for entry in _NAMES.replace("\n", "|").split("|"):
        code, _, names = entry.strip().partition(" ")
        for name in filter(None, names.split(";")):
            found[" ".join(tokens(name))] = code
    return found


@lru_cache(maxsize=1)
def country_names() -> dict[str, str]:
    """Codes of countries by their names, folded as by :func:`tokens`."""
    return _table()


@lru_cache(maxsize=1)
def state_names() -> dict[str, str]:
    """Codes of countries by the names of their states, folded; Georgia is not there, as it is a country too."""
    return {
        " ".join(tokens(state.replace("_", " "))): code for code, states in _STATES.items() for state in states.split()
    }


@lru_cache(maxsize=1)
def postal_states() -> dict[str, str]:
    """Codes of countries by the capitals that stand for a state in addresses: ``MA`` for the United States."""
    return {state: code for code, states in _POSTAL.items() for state in states.split()}


@lru_cache(maxsize=4_096)
def agree(one: str, other: str) -> bool:
    """Whether two codes are of one country, or of parts of it that addresses do not keep apart.

    Example:
        >>> agree("CN", "HK"), agree("US", "TH")
        (True, False)
    """
    return one == other or any(one in group and other in group for group in _SAME)


def any_agree(ones: tuple[str, ...] | frozenset[str], others: tuple[str, ...] | frozenset[str]) -> bool:
    """Whether one of the first agrees with one of the others."""
    return any(agree(one, other) for one in ones for other in others)

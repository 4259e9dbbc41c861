# ruff: noqa: E501 - tables of words in thirty languages, one thing a line
"""Words that show a constraint, in the languages buyers write. Tables only; ``constraints.py`` reads with them.

Every entry is a regular expression without accents, in lower case (texts are folded before they are searched).
"""

from __future__ import annotations

# Certifications and legal regimes as buyers name them. First: the name we report; second: how it is written.
CERTIFICATIONS: tuple[tuple[str, str], ...] = (
    ("FedRAMP", r"fed ?ramp(?: (?:high|moderate|low))?"),
    ("ISO/IEC 27001", r"iso(?:/iec)?[ -]?27001"),
    ("ISO/IEC 27017", r"iso(?:/iec)?[ -]?27017"),
    ("ISO/IEC 27018", r"iso(?:/iec)?[ -]?27018"),
    ("ISO/IEC 27701", r"iso(?:/iec)?[ -]?27701"),
    ("ISO/IEC 42001", r"iso(?:/iec)?[ -]?42001"),
    ("ISO 22301", r"iso[ -]?22301"),
    ("ISO 9001", r"iso[ -]?9001"),
    ("ISO 13485", r"iso[ -]?13485"),
    ("IEC 62443", r"(?:isa/)?iec[ -]?62443"),
    ("SOC 2", r"soc[ -]?2(?: type (?:ii|2|i|1))?"),
    ("PCI DSS", r"pci[ -]?dss"),
    ("HIPAA", r"hipaa"),
    ("HITRUST", r"hitrust"),
    ("FIPS 140", r"fips[ -]?140(?:-[23])?"),
    ("Common Criteria", r"common criteria|eal ?[1-7]\+?"),
    ("NIST SP 800-53", r"(?:nist )?(?:sp )?800-53"),
    ("NIST SP 800-171", r"(?:nist )?(?:sp )?800-171"),
    ("NIST AI RMF", r"nist ai (?:rmf|risk management framework)"),
    ("CMMC", r"cmmc(?: (?:level )?[1-3])?"),
    ("StateRAMP", r"state ?ramp"),
    ("CJIS", r"cjis"),
    ("GDPR", r"gdpr|dsgvo|rgpd|avg-?wetgeving|rodo"),
    ("BSI C5", r"bsi c5|c5[ -]testat"),
    ("ENS", r"esquema nacional de seguridad"),
    ("SecNumCloud", r"secnumcloud"),
    ("HDS", r"hebergeur de donnees de sante|certification hds"),
    ("TISAX", r"tisax"),
    ("Cyber Essentials", r"cyber essentials(?: plus)?"),
    ("TIER III", r"tier[ -]?(?:iii|iv|3|4)\b"),
)

# Where the software or machine has to run.
DEPLOYMENTS: tuple[tuple[str, str], ...] = (
    (
        "on-premise",
        r"on[ -]?prem(?:ises?)?\b|in our own data ?cent(?:er|re)|in[ -]house server|own servers|self[ -]hosted|eigenen? rechenzentrum"
        r"|vor ort betrieben|sur site|dans nos locaux|nos propres serveurs|en sus propias instalaciones|servidores propios"
        r"|en local\b|em servidores proprios|nas (?:nossas )?instalacoes|presso la sede|server propri|eigen servers|wlasn\w+ serwer"
        r"|lokalni server|paikallisesti asennet|egna servrar|egne servere|kendi sunucu|vlastn\w+ server|власн\w+ сервер|собствени сървър"
        r"|オンプレミス|自社サーバ|온프레미스|خوادم(?:نا|ها)? الخاصة|مقر الجهة|ऑन-प्रिमाइस|server sendiri|may chu (?:rieng|noi bo)|seva zao wenyewe",
    ),
    (
        "air-gapped",
        r"air[ -]?gapped|without (?:an? )?internet|no internet connection|disconnected network|isolated network|ohne internet"
        r"|sans (?:connexion )?internet|sin (?:conexion a )?internet|sem internet|isoliert\w* netz|reseau isole|red aislada",
    ),
    ("edge", r"\bat the edge\b|\bedge (?:device|comput|server)\w*|am rand des netz|en peripherie|en el borde"),
    (
        "cloud",
        r"\bsaas\b|software as a service|cloud[ -](?:based|hosted|service|losung|dienst)\w*|as a cloud|en la nube|na nuvem|dans le nuage"
        r"|hebergee? dans le cloud|in der cloud|nel cloud|in de cloud|w chmurze|v cloudu|v oblaku|i skyen|molnbaserad|molntjanst|pilvipalvel\w+"
        r"|στο νεφος|υπολογιστικο νεφος|в хмарі|хмарн\w+|облачн\w+|в облака|クラウド|클라우드|السحاب\w+|क्लाउड|bulut|dam may|wingu|komputasi awan",
    ),
)

# Data must stay somewhere. A country's name in the same sentence says where.
RESIDENCY = (
    r"data (?:must|shall|should|has to|have to|may only|needs? to)? ?(?:stay|remain|be (?:kept|stored|hosted|held|processed))(?: only)? (?:in|within|inside|on)"
    r"|\b(?:hosted|kept|stored|processed|held|operated|run) (?:only |entirely )?(?:in|within|inside) (?:the|our|its) (?:own )?country"
    r"|\bim (?:inland|eigenen land|land selbst) (?:gehostet|betrieben|gespeichert)|heberge\w* (?:dans le|au) pays|alojad\w+ en el pais|hospedad\w+ no pais"
    r"|data (?:residency|sovereignty|locali[sz]ation)|(?:not|never) leave the country|within (?:our|the|national) (?:borders|country|territory)|sovereign cloud"
    r"|daten (?:mussen|durfen|sollen)? ?.{0,40}(?:im land|in deutschland|in der eu|innerhalb|nicht verlassen)|datenhaltung in|datensouveranitat"
    r"|donnees .{0,40}(?:hebergees|stockees|rester|restent|conservees) (?:en|au|dans|sur)|souverainete des donnees|ne (?:quittent|doivent pas quitter)"
    r"|datos .{0,40}(?:permanecer|permanezcan|alojad\w+|almacenad\w+|quedarse) (?:en|dentro)|soberania de (?:los )?datos|salir del pais"
    r"|dados .{0,40}(?:permanecer|ficar|armazenad\w+|hospedad\w+) (?:em|no|na|dentro)|soberania de dados|sair do pais|residencia de d(?:ados|atos)"
    r"|dati .{0,40}(?:rimanere|restare|conservati|ospitati) (?:in|nel|entro)|gegevens .{0,40}(?:binnen|blijven in)|dane .{0,40}(?:na terenie|w granicach)"
    r"|data .{0,30}(?:di dalam negeri|di indonesia)|(?:tidak )?keluar negeri|veriler\w* .{0,30}(?:yurt ici|turkiye)|du lieu .{0,30}(?:trong nuoc|tai viet nam)"
    r"|البيانات .{0,40}(?:داخل|في المملكة|داخل البلاد)|国内に(?:保管|保存|データ)|データ.{0,12}国内|국내에? ?(?:저장|보관)|डेटा .{0,30}(?:देश|भारत) (?:में|के भीतर)"
    r"|дан\w+ .{0,40}(?:в межах країни|на території)|data .{0,20}(?:ndani ya nchi|zibaki)"
)

# Wishes, as against demands. Anything else counts as demanded: a buyer seldom writes what is not needed.
WISHED = (
    r"\b(?:nice to have|would be (?:nice|good|welcome|a plus|an advantage)|preferabl[ey]|preferred|ideally|optional(?:ly)?|desirable|if possible|possibly)\b"
    r"|\b(?:wunschenswert|idealerweise|nach moglichkeit|bevorzugt|gegebenenfalls|optional|von vorteil|moglichst)\b"
    r"|\b(?:souhaitable|de preference|idealement|si possible|eventuellement|en option|facultati\w+|serait un plus)\b"
    r"|\b(?:deseable|preferentemente|preferiblemente|idealmente|opcional\w*|de ser posible|si es posible|se valorara)\b"
    r"|\b(?:desejavel|de preferencia|preferencialmente|se possivel|eventualmente)\b|\b(?:preferibilmente|auspicabile|facoltativ\w+|se possibile)\b"
    r"|\b(?:bij voorkeur|wenselijk|optioneel|indien mogelijk)\b|\b(?:mile widzian\w+|opcjonaln\w+|pozadan\w+|w miare mozliwosci)\b"
    r"|\b(?:mahdollisesti|toivottav\w+|mieluiten)\b|\b(?:onskvart|garna|helst|om mojligt)\b|\b(?:onskelig\w*|gerne|helst|eventuelt|hvis muligt)\b"
    r"|\b(?:pripadne|volitel\w+|idealn\w+|pokud mozno|ak je to mozne)\b|προαιρετικ\w+|κατα προτιμηση|επιθυμητ\w+|бажано|за можливості|желательно|по желание|за предпочитане"
    r"|できれば|望ましい|任意|가능하면|선택 ?사항|يفضل|اختياري|إن أمكن|वांछनीय|वैकल्पिक|यदि संभव|sebaiknya|jika memungkinkan|opsional|tercihen|opsiyonel|mumkunse"
    r"|neu co the|uu tien|ikiwezekana|hiari"
)

# Units of quantity: the unit we report, and how buyers write it after a number.
UNITS: tuple[tuple[str, str], ...] = (
    (
        "GPU",
        r"(?:[\w-]+ ){0,2}?(?:gpus?\b|graphics (?:cards|processors)|grafikkarten|tarjetas graficas|placas graficas|cartes graphiques|grafikprozessoren|ускорител\w+)",
    ),
    (
        "accelerators",
        r"(?:ai |ki-?)?(?:accelerators?|beschleuniger|accelerateurs|aceleradores|acceleratori)\b|アクセラレータ",
    ),
    ("PB", r"(?:pb\b|petabytes?\b|petaoctets?|petabajt\w*)"),
    ("TB", r"(?:tb\b|to\b(?= (?:de|d'))|terabytes?\b|teraoctets?|terabajt\w*|тб\b)"),
    ("GB", r"(?:gb\b|gigabytes?\b|gigabajt\w*|гб\b)"),
    ("MW", r"(?:mw\b|megawatts?\b)"),
    ("kW", r"(?:kw\b|kilowatts?\b)"),
    ("Gbps", r"(?:gbps|gbit/s|gb/s|gigabits? per second)"),
    ("PFLOPS", r"(?:p(?:eta)?flops?(?:/s)?|pflop/s)\b"),
    (
        "servers",
        r"(?:servers?|servidores|serveurs|serveri|servern?|serwer\w+|palvelin\w*|сервер\w*|sunucu|may chu)\b|サーバ|서버",
    ),
    ("nodes", r"(?:(?:compute |rechen)?nodes?|knoten|nodos|nos de calculo|noeuds|nodi)\b"),
    (
        "licences",
        r"(?:licen[cs]es?|lizenzen|licencias|licencas|licenze|licenties|licencj\w+|lisens\w+|лицензи\w*|ліцензі\w*)\b",
    ),
    ("cameras", r"(?:cameras?|kameras?|camaras?|telecamere|kamer\w*)\b|カメラ|카메라"),
    ("sensors", r"(?:sensors?|sensoren|sensores|capteurs|sensori|czujnik\w*)\b"),
    ("meters", r"(?:smart |digital )?meters\b|(?:zahler|contadores|compteurs|contatori)\b|μετρητ\w+|υδρομετρητ\w+"),
    (
        "vehicles",
        r"(?:trucks|vehicles|lorries|buses|fahrzeuge|lkw|camiones|vehiculos|camions|vehicules|caminhoes|veiculos|camion)\b",
    ),
    (
        "sites",
        r"(?:sites|hospitals|clinics|branches|schools|colleges|standorte|krankenhauser|hospitales|hopitaux|hospitais|clinicas|escuelas|ecoles|escolas|rumah sakit)\b",
    ),
    (
        "users",
        r"(?:(?:\w+ ){0,2}?(?:users?|employees|staff|agents|seats|students|pupils|patients)|(?:be)?nutzer\w*|mitarbeiter\w*|anwender\w*|usuarios|empleados|utilisateurs|employes|utilizadores|usuarios|funcionarios|utenti|dipendenti|gebruikers|medewerkers|uzytkownik\w*|kayttaj\w+|brukere|anvandare|brugere|користувач\w*|nguoi dung|pengguna|kullanici\w*|watumiaji)\b|ユーザ|사용자|مستخدم\w*",
    ),
)

# Words for large numbers after a figure, by language family.
MULTIPLIERS: tuple[tuple[float, str], ...] = (
    (
        1e3,
        r"k\b|thousand|tausend|mille\b|mil\b|duizend|tys\.?|tisic\w*|tuhat\w*|tusen|тис\.?|тыс\.?|χιλιαδες|ribu|bin\b|nghin|ألف|हज़ार|千|천|elfu",
    ),
    (1e4, r"万|만"),
    (
        1e6,
        r"m\b(?!w)|mio\.?|mln\.?|mn\b|million\w*|millon\w*|milhao|milhoes|milion\w*|miljoen\w*|miljoon\w*|miljon\w*|εκατ\w*|млн\.?|мільйон\w*|juta|milyon|trieu|مليون|million",
    ),
    (1e5, r"lakh|लाख"),
    (1e7, r"crore|करोड़"),
    (1e8, r"億|억"),
    (
        1e9,
        r"bn\b|billion\b|milliard\w*|mrd\.?|mld\.?|miliard\w*|mil millones|bilh(?:ao|oes)|млрд\.?|мільярд\w*|miliar|milyar|ty dong|مليار",
    ),
)

CURRENCIES: tuple[tuple[str, str], ...] = (
    ("EUR", r"€|\beur\b|\beuros?\b|ευρω"),
    ("USD", r"us\$|\busd\b|\bus dollars?\b|\$"),
    ("GBP", r"£|\bgbp\b|pounds? sterling"),
    ("JPY", r"¥|\bjpy\b|円"),
    ("KRW", r"₩|\bkrw\b|원\b"),
    ("INR", r"₹|\binr\b|\brupees?\b|\brs\.?(?= ?\d)"),
    ("BRL", r"r\$|\bbrl\b|\breais\b"),
    ("CHF", r"\bchf\b|franken"),
    ("PLN", r"\bpln\b|\bzl\b|złotych"),
    ("SEK", r"\bsek\b"),
    ("DKK", r"\bdkk\b"),
    ("NOK", r"\bnok\b"),
    ("CZK", r"\bczk\b|\bkc\b"),
    ("HUF", r"\bhuf\b|forint"),
    ("RON", r"\bron\b|\blei\b"),
    ("BGN", r"\bbgn\b|лева?\b"),
    ("UAH", r"\buah\b|₴|грн"),
    ("TRY", r"₺|\btry\b(?= ?\d)|turk lirasi|\btl\b"),
    ("IDR", r"\bidr\b|\brp\.?(?= ?\d)|rupiah"),
    ("VND", r"\bvnd\b|₫"),
    ("KES", r"\bkes\b|\bksh\b"),
    ("SAR", r"\bsar\b|ريال"),
    ("AED", r"\baed\b|درهم|dirhams?"),
    ("COP", r"\bcop\b|pesos colombianos"),
    ("MXN", r"\bmxn\b|pesos mexicanos"),
    ("PHP", r"₱|\bphp\b"),
)

# A language named near one of these is asked for, not only mentioned.
LANGUAGE_ASKED = (
    r"\b(?:in|language|languages|interface|speak\w*|support\w*|understand\w*|text|prompts?|translated?|localis\w+|localiz\w+|bilingual|sprache|auf|oberflache|langue|en|"
    r"interfaz|idioma|em|interface|lingua|jezyk\w*|taal|kieli|sprak|bahasa|dil\w*|lugha|tieng|мов\w+|язык\w*|γλωσσα|език)\b|語|언어|لغة|بالعربية|भाषा"
)

DEADLINE_SPAN = (
    r"(?:within|in less than|no later than|innerhalb von|binnen|dans un delai de|sous|en un plazo de|en menos de|dentro de|no prazo de|em ate|entro|w ciagu|inom|inden|v roku|"
    r"do|dalam|trong vong|ndani ya|icinde|в течение|протягом) (\d{1,3}) (days?|weeks?|months?|tage\w*|wochen|monate\w*|jours|semaines|mois|dias|semanas|meses|giorni|settimane|mesi|"
    r"dni|tygodni|miesiecy|dagar|veckor|manader|dage|uger|maneder|hari|minggu|bulan|ngay|tuan|thang|siku|wiki|miezi|gun|hafta|ay|месяцев|місяців)"
)
SPAN_UNITS: tuple[tuple[str, str], ...] = (
    ("days", r"day|tag|jour|dia|giorn|dni|dag(?:e|ar)|hari|ngay|siku|gun"),
    ("weeks", r"week|woche|semaine|semana|settiman|tygodni|veck|uge|minggu|tuan|wiki|hafta"),
    ("months", r"month|monat|mois|mes|miesi|manad|maned|bulan|thang|miezi|ay|месяц|місяц"),
)
DEADLINE_WORDS = (
    r"\b(?:by|until|before|deadline|no later than|due|bis|spatestens|avant le|au plus tard|jusqu'au|antes del?|hasta el|ate|entro il|do dnia|"
    r"senest|senast|viimeistaan|uterste datum|termin|plazo|prazo|fino al)\b"
)

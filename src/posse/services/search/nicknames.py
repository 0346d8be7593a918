"""Given names that people use for each other: search treats a group as one name."""

from functools import cache

# Names that are one name in other letters stand here too, however they were transliterated.
GROUPS = (
    "AHMED AHMAD AHMET",
    "ALBERT AL BERT",
    "ALEJANDRO ALEX ALE",
    "ALEKSANDR OLEKSANDR ALEXANDER",
    "ALEXANDER ALEX SASHA",
    "ALEXANDRA ALEX SANDRA SASHA",
    "ANDREW ANDY DREW",
    "ANTHONY TONY",
    "BARBARA BARB",
    "BENJAMIN BEN BENNY",
    "CATHERINE KATHERINE KATHRYN CATHY KATHY KATE KATIE",
    "CHARLES CHARLIE CHUCK",
    "CHRISTINA CHRISTINE TINA CHRIS",
    "CHRISTOPHER CHRIS TOPHER",
    "CYNTHIA CINDY",
    "DANIEL DAN DANNY",
    "DAVID DAVE DAVY",
    "DEBORAH DEBRA DEB DEBBIE",
    "DMITRY DMITRI DMITRIY DMYTRO",
    "DONALD DON DONNIE",
    "DOROTHY DOT DOTTIE",
    "EDWARD ED EDDIE TED NED",
    "ELIZABETH LIZ LIZZIE BETH BETTY BETSY ELIZA",
    "EUGENE GENE",
    "EVGENY YEVGENY EVGENII EUGENE",
    "FRANCES FRAN FRANNIE",
    "FRANCISCO PACO PANCHO FRANK",
    "FREDERICK FRED FREDDIE",
    "GREGORY GREG",
    "GUADALUPE LUPE",
    "GUILLERMO MEMO WILLIAM",
    "HUSSEIN HUSSAIN HUSAIN HOSSEIN",
    "IBRAHIM EBRAHIM ABRAHAM",
    "ILYA ILIA ELIJAH",
    "JACOB JAKE",
    "JAMES JIM JIMMY JAMIE",
    "JENNIFER JEN JENNY",
    "JESSICA JESS JESSIE",
    "JESUS CHUY",
    "JOHN JACK JOHNNY JON",
    "JONATHAN JON JOHNNY",
    "JOSE PEPE",
    "JOSEPH JOE JOEY",
    "JOSHUA JOSH",
    "KATARZYNA YEKATERINA EKATERINA CATHERINE",
    "KENNETH KEN KENNY",
    "LAWRENCE LARRY",
    "LEONARD LEN LENNY LEO",
    "MARGARET MAGGIE MEG PEGGY MARGE",
    "MATTHEW MATT",
    "MICHAEL MIKE MICKEY MIKEY",
    "MIKHAIL MYKHAILO MICHAEL",
    "MOHAMMED MUHAMMAD MOHAMED MOHAMMAD MUHAMMED MEHMET",
    "NATHANIEL NATHAN NATE",
    "NICHOLAS NICK NICKY",
    "PAMELA PAM",
    "PATRICIA PAT PATTY TRISH TRICIA",
    "PATRICK PAT PADDY",
    "PETER PETE",
    "REBECCA BECKY BECCA",
    "RICHARD RICK RICKY RICH DICK",
    "ROBERT BOB BOBBY ROB ROBBIE BERT",
    "RONALD RON RONNIE",
    "SAMANTHA SAM SAMMY",
    "SAMUEL SAM SAMMY",
    "SERGEI SERGEY SERHIY",
    "STEPHANIE STEPH",
    "STEPHEN STEVEN STEVE",
    "SUSAN SUE SUSIE SUZANNE",
    "TATIANA TATYANA TETIANA",
    "TERESA THERESA TERRY TESS",
    "THEODORE TED TEDDY THEO",
    "THOMAS TOM TOMMY",
    "TIMOTHY TIM TIMMY",
    "VICTORIA VICKY TORI",
    "VLADIMIR VOLODYMYR WLADIMIR",
    "WALTER WALT",
    "WILLIAM WILL BILL BILLY LIAM WILLIE",
    "XIAO HSIAO",
    "YOUSSEF YUSUF YOUSEF YOSEF JOSEPH",
    "YURI YURY YURIY IOURI",
    "ZACHARY ZACH ZACK",
)


@cache
def _groups_by_name() -> dict[str, tuple[int, ...]]:
    groups: dict[str, list[int]] = {}
    for number, group in enumerate(GROUPS):
        for name in group.split():
            groups.setdefault(name, []).append(number)
    return {name: tuple(numbers) for name, numbers in groups.items()}


def groups_of(name: str) -> tuple[int, ...]:
    """The numbers of the groups that a name (capitals) is in."""
    return _groups_by_name().get(name, ())


@cache
def _by_name() -> dict[str, frozenset[str]]:
    names: dict[str, set[str]] = {}
    for group in GROUPS:
        members = group.split()
        for name in members:
            names.setdefault(name, set()).update(members)
    return {name: frozenset(others - {name}) for name, others in names.items()}


def nicknames(name: str) -> frozenset[str]:
    """Other names by which a bearer of ``name`` (capitals) may be known."""
    return _by_name().get(name, frozenset())

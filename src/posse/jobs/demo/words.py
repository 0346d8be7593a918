"""Words from which made-up people, employers and addresses are put together."""

GIVEN_NAMES = (
    "Abigail", "Alexander", "Amanda", "Andrew", "Benjamin", "Catherine", "Charles",
    "Christina", "Daniel", "Deborah", "Dolores", "Edward", "Elena", "Elizabeth", "Frances",
    "Gregory", "Isabel", "Jacob", "James", "Jennifer", "Jonathan", "Joseph", "Katherine",
    "Kenneth", "Lawrence", "Leonard", "Margaret", "Matthew", "Michael", "Mohammed",
    "Natalie", "Nathaniel", "Nicholas", "Pamela", "Patricia", "Philip", "Rebecca",
    "Richard", "Robert", "Rosario", "Samantha", "Samuel", "Stephanie", "Susan", "Teresa",
    "Theodore", "Thomas", "Timothy", "Veronica", "Victoria", "Vincent", "William",
)  # fmt: skip

# A first and a last part together make a family name that nobody bears.
SURNAME_BEGINNINGS = (
    "Amber", "Aspen", "Birch", "Briar", "Cloud", "Clover", "Copper", "Cricket", "Dapple",
    "Fern", "Finch", "Gander", "Hazel", "Heron", "Juniper", "Lark", "Linden", "Maple",
    "Marigold", "Meadow", "Mint", "Moon", "Nettle", "Otter", "Pebble", "Plum", "Quill",
    "Rabbit", "Sage", "Sorrel", "Thistle", "Tumble", "Willow", "Winter", "Wren", "Yarrow",
)  # fmt: skip
SURNAME_ENDINGS = (
    "basket", "bobbin", "button", "candle", "carpet", "fiddle", "kettle", "lantern",
    "mantle", "mitten", "pocket", "quilt", "ribbon", "saddle", "slipper", "spindle",
    "thimble", "trellis", "wagon", "whistle",
)  # fmt: skip

STREETS = (
    "Example Street", "Sample Avenue", "Madeup Lane", "Pretend Road", "Specimen Court",
    "Imaginary Drive",
)  # fmt: skip

# Town, ZIP code, county, county FIPS, and a weight for how many of the people live there.
PLACES = (
    ("Cheyenne", "82001", "Laramie", "56021", 17),
    ("Casper", "82601", "Natrona", "56025", 15),
    ("Gillette", "82716", "Campbell", "56005", 9),
    ("Rock Springs", "82901", "Sweetwater", "56037", 7),
    ("Laramie", "82070", "Albany", "56001", 6),
    ("Sheridan", "82801", "Sheridan", "56033", 5),
    ("Riverton", "82501", "Fremont", "56013", 5),
    ("Evanston", "82930", "Uinta", "56041", 4),
    ("Cody", "82414", "Park", "56029", 4),
    ("Jackson", "83001", "Teton", "56039", 3),
    ("Rawlins", "82301", "Carbon", "56007", 3),
    ("Torrington", "82240", "Goshen", "56015", 2),
    ("Douglas", "82633", "Converse", "56009", 2),
    ("Kemmerer", "83101", "Lincoln", "56023", 2),
    ("Worland", "82401", "Washakie", "56043", 2),
    ("Basin", "82410", "Big Horn", "56003", 2),
    ("Buffalo", "82834", "Johnson", "56019", 2),
    ("Newcastle", "82701", "Weston", "56045", 1),
    ("Wheatland", "82201", "Platte", "56031", 2),
    ("Pinedale", "82941", "Sublette", "56035", 1),
    ("Sundance", "82729", "Crook", "56011", 1),
    ("Thermopolis", "82443", "Hot Springs", "56017", 1),
    ("Lusk", "82225", "Niobrara", "56027", 1),
)

EMPLOYER_BEGINNINGS = (
    "Example", "Sample", "Pretend", "Imaginary", "Madeup", "Specimen", "Make Believe",
    "Storybook", "Someday", "Nowhere",
)  # fmt: skip
EMPLOYER_ENDINGS = (
    "Bakery", "Bearings", "Bricks", "Builders", "Cattle Co", "Clinic", "Coal Co", "Diner",
    "Drilling", "Electric", "Fencing", "Freight", "Garage", "Grocery", "Hardware", "Hay Co",
    "Hospital", "Hotel", "Laundry", "Library", "Lumber", "Machine Co", "Motors", "Nursery",
    "Outfitters", "Paving", "Pipeline", "Plumbing", "Quarry", "Railway", "Ranch",
    "Roofing", "School", "Soda Ash", "Stables", "Towing", "Trucking", "Welding", "Wind Co",
    "Wool Mill",
)  # fmt: skip

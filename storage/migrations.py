"""The history of the schema, oldest first; a released migration is never edited and imports nothing of ours."""

from typing import Any

ALL: tuple[str, ...] = (
    "m0001_first",
    "m0002_exchange",
    "m0003_workbooks",
    "m0004_ledgers",
    "m0005_papers",
    "m0006_audit",
)
"""Names of every migration this program knows; a file that has met others is newer than the program."""

M0001 = """
CREATE TABLE office (
    -- Facts about the office that owns this file: site, role (county | school), name, operator, adopted ...
    key TEXT PRIMARY KEY,
    value TEXT
) STRICT;

CREATE TABLE organisations (
    id TEXT PRIMARY KEY,
    code TEXT,              -- 学校标识码, ten digits
    name TEXT NOT NULL,
    short_name TEXT,
    kind TEXT,              -- code table organisation_kind
    school_kind TEXT,       -- JY/T 1001 BXLX
    parent_id TEXT REFERENCES organisations(id) DEFERRABLE INITIALLY DEFERRED,
    township TEXT,
    urban_rural TEXT,
    group_name TEXT,        -- 教育集团
    authority TEXT,         -- 主管部门
    location TEXT,          -- 所在地
    level TEXT,             -- 办学层次
    phone TEXT,
    address TEXT,
    closed_on TEXT,
    remark TEXT
) STRICT;
CREATE INDEX organisations_code ON organisations(code);

CREATE TABLE teachers (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    former_name TEXT,
    sex TEXT,
    birth_date TEXT,
    id_number TEXT,         -- data, never a key: one person may be entered by two schools
    ethnic TEXT,
    native_place TEXT,
    political TEXT,
    phone TEXT,
    email TEXT,
    employment TEXT,
    staff_kind TEXT,
    staff_status TEXT,
    admin_post TEXT,
    work_start TEXT,        -- year-month
    teach_start TEXT,
    county_start TEXT,
    stage TEXT,
    subject TEXT,
    second_subject TEXT,
    is_class_teacher INTEGER CHECK (is_class_teacher IN (0, 1)),
    title TEXT,
    title_date TEXT,
    post_grade TEXT,
    honour TEXT,            -- 最高骨干称号
    first_education TEXT,
    first_degree TEXT,
    first_school TEXT,
    first_major TEXT,
    first_graduated TEXT,
    education TEXT,
    degree TEXT,
    school TEXT,
    major TEXT,
    graduated TEXT,
    mandarin TEXT,
    is_special_post INTEGER CHECK (is_special_post IN (0, 1)),
    is_funded_graduate INTEGER CHECK (is_funded_graduate IN (0, 1)),
    remark TEXT
) STRICT;
CREATE INDEX teachers_id_number ON teachers(id_number);

CREATE TABLE postings (
    -- Where a teacher is on the establishment and where a teacher works: two dated facts.
    id TEXT PRIMARY KEY,
    teacher_id TEXT NOT NULL REFERENCES teachers(id) DEFERRABLE INITIALLY DEFERRED,
    kind TEXT NOT NULL CHECK (kind IN ('establishment', 'work')),
    organisation_id TEXT NOT NULL REFERENCES organisations(id) DEFERRABLE INITIALLY DEFERRED,
    start_date TEXT,
    end_date TEXT,          -- NULL: still so
    document TEXT,
    remark TEXT
) STRICT;
CREATE INDEX postings_teacher ON postings(teacher_id, kind, end_date);
CREATE INDEX postings_organisation ON postings(organisation_id, kind, end_date);

CREATE TABLE credentials (
    id TEXT PRIMARY KEY,
    teacher_id TEXT NOT NULL REFERENCES teachers(id) DEFERRABLE INITIALLY DEFERRED,
    stage TEXT,
    subject TEXT,
    number TEXT,
    issuer TEXT,
    issued_on TEXT,
    remark TEXT
) STRICT;
CREATE INDEX credentials_teacher ON credentials(teacher_id);

CREATE TABLE pairs (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    mentor_id TEXT NOT NULL REFERENCES teachers(id) DEFERRABLE INITIALLY DEFERRED,
    mentee_id TEXT NOT NULL REFERENCES teachers(id) DEFERRABLE INITIALLY DEFERRED,
    subject TEXT,
    start_date TEXT,
    end_date TEXT,
    status TEXT,
    document TEXT,
    goal TEXT,
    remark TEXT
    -- No CHECK over two columns here: two offices may each change one, and no file may fail for that.
) STRICT;
CREATE INDEX pairs_mentor ON pairs(mentor_id);
CREATE INDEX pairs_mentee ON pairs(mentee_id);

CREATE TABLE pair_activities (
    id TEXT PRIMARY KEY,
    pair_id TEXT NOT NULL REFERENCES pairs(id) DEFERRABLE INITIALLY DEFERRED,
    kind TEXT NOT NULL,
    held_on TEXT,
    topic TEXT,
    remark TEXT
) STRICT;
CREATE INDEX pair_activities_pair ON pair_activities(pair_id, held_on);

CREATE TABLE studios (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    level TEXT,
    subject TEXT,
    host_id TEXT REFERENCES teachers(id) DEFERRABLE INITIALLY DEFERRED,
    organisation_id TEXT REFERENCES organisations(id) DEFERRABLE INITIALLY DEFERRED,
    start_date TEXT,
    end_date TEXT,
    document TEXT,
    remark TEXT
) STRICT;
CREATE INDEX studios_host ON studios(host_id);

CREATE TABLE members (
    id TEXT PRIMARY KEY,
    studio_id TEXT NOT NULL REFERENCES studios(id) DEFERRABLE INITIALLY DEFERRED,
    teacher_id TEXT NOT NULL REFERENCES teachers(id) DEFERRABLE INITIALLY DEFERRED,
    role TEXT NOT NULL,
    joined_on TEXT,
    left_on TEXT,
    remark TEXT
) STRICT;
CREATE INDEX members_studio ON members(studio_id);
CREATE INDEX members_teacher ON members(teacher_id);

CREATE TABLE programmes (
    id TEXT PRIMARY KEY,
    code TEXT,
    title TEXT NOT NULL,
    level TEXT,             -- 国培 省培 市培 县培 校本
    category TEXT NOT NULL, -- 公需 专业 师德 ...
    form TEXT,
    organiser TEXT,
    year INTEGER,
    document TEXT,
    remark TEXT
) STRICT;

CREATE TABLE classes (
    id TEXT PRIMARY KEY,
    programme_id TEXT NOT NULL REFERENCES programmes(id) DEFERRABLE INITIALLY DEFERRED,
    name TEXT NOT NULL,
    year INTEGER NOT NULL,  -- the year its hours count in
    start_date TEXT,
    end_date TEXT,
    hours INTEGER NOT NULL CHECK (hours >= 0),  -- tenths of an hour for the whole class
    place TEXT,
    trainer TEXT,
    remark TEXT
) STRICT;
CREATE INDEX classes_programme ON classes(programme_id);
CREATE INDEX classes_start ON classes(start_date);

CREATE TABLE sessions (
    id TEXT PRIMARY KEY,
    class_id TEXT NOT NULL REFERENCES classes(id) DEFERRABLE INITIALLY DEFERRED,
    topic TEXT NOT NULL,
    held_on TEXT,
    hours INTEGER CHECK (hours >= 0),
    place TEXT,
    trainer TEXT,
    remark TEXT
) STRICT;
CREATE INDEX sessions_class ON sessions(class_id, held_on);

CREATE TABLE attendance (
    -- One row per teacher and class (or session of it): what the person earned there.
    id TEXT PRIMARY KEY,
    teacher_id TEXT NOT NULL REFERENCES teachers(id) DEFERRABLE INITIALLY DEFERRED,
    class_id TEXT NOT NULL REFERENCES classes(id) DEFERRABLE INITIALLY DEFERRED,
    session_id TEXT REFERENCES sessions(id) DEFERRABLE INITIALLY DEFERRED,
    hours INTEGER NOT NULL CHECK (hours >= 0),  -- tenths of an hour
    result TEXT NOT NULL DEFAULT '0',           -- 0 未评 1 合格 2 优秀 3 不合格
    remark TEXT
) STRICT;
CREATE INDEX attendance_teacher ON attendance(teacher_id);
CREATE INDEX attendance_class ON attendance(class_id);

CREATE TABLE certificates (
    -- The register of what was issued; a number is allotted inside the transaction and never used again.
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    number TEXT NOT NULL,
    teacher_id TEXT NOT NULL REFERENCES teachers(id) DEFERRABLE INITIALLY DEFERRED,
    subject_id TEXT,        -- the attendance row, pair or studio it certifies
    name TEXT NOT NULL,     -- as printed
    issuer TEXT NOT NULL,
    issued_on TEXT NOT NULL,
    facts TEXT NOT NULL,    -- JSON of what was printed, so that a copy can be printed again alike
    status TEXT NOT NULL,
    remark TEXT
) STRICT;
CREATE INDEX certificates_teacher ON certificates(teacher_id);
CREATE UNIQUE INDEX certificates_number ON certificates(number);

-- What this file keeps for itself: never exchanged.

CREATE TABLE operators (
    name TEXT PRIMARY KEY,
    since TEXT NOT NULL
) STRICT;

CREATE TABLE number_series (
    series TEXT PRIMARY KEY,
    last INTEGER NOT NULL
) STRICT;

CREATE TABLE name_keys (
    teacher_id TEXT PRIMARY KEY,
    name TEXT NOT NULL,     -- the name the keys were made from
    readings TEXT NOT NULL,
    initials TEXT NOT NULL,
    full TEXT NOT NULL,
    sort TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE hours_summary (
    -- Passed hours by teacher, year and category, in tenths; kept by triggers on attendance.
    teacher_id TEXT NOT NULL,
    year INTEGER NOT NULL,
    category TEXT NOT NULL,
    hours INTEGER NOT NULL,
    PRIMARY KEY (teacher_id, year, category)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER summary_attendance_insert AFTER INSERT ON attendance WHEN NEW.result IN ('1', '2') BEGIN
    INSERT INTO hours_summary (teacher_id, year, category, hours)
        SELECT NEW.teacher_id, c.year, p.category, NEW.hours
        FROM classes c JOIN programmes p ON p.id = c.programme_id WHERE c.id = NEW.class_id
        ON CONFLICT DO UPDATE SET hours = hours + excluded.hours;
END;
CREATE TRIGGER summary_attendance_delete AFTER DELETE ON attendance WHEN OLD.result IN ('1', '2') BEGIN
    INSERT INTO hours_summary (teacher_id, year, category, hours)
        SELECT OLD.teacher_id, c.year, p.category, -OLD.hours
        FROM classes c JOIN programmes p ON p.id = c.programme_id WHERE c.id = OLD.class_id
        ON CONFLICT DO UPDATE SET hours = hours + excluded.hours;
END;
CREATE TRIGGER summary_attendance_update AFTER UPDATE OF teacher_id, class_id, hours, result ON attendance BEGIN
    INSERT INTO hours_summary (teacher_id, year, category, hours)
        SELECT OLD.teacher_id, c.year, p.category, -OLD.hours
        FROM classes c JOIN programmes p ON p.id = c.programme_id
        WHERE c.id = OLD.class_id AND OLD.result IN ('1', '2')
        ON CONFLICT DO UPDATE SET hours = hours + excluded.hours;
    INSERT INTO hours_summary (teacher_id, year, category, hours)
        SELECT NEW.teacher_id, c.year, p.category, NEW.hours
        FROM classes c JOIN programmes p ON p.id = c.programme_id
        WHERE c.id = NEW.class_id AND NEW.result IN ('1', '2')
        ON CONFLICT DO UPDATE SET hours = hours + excluded.hours;
END;
-- A class that moves to another year or programme, or comes or goes while its rows stay (a received file may
-- bring them in any order), carries its hours along.
CREATE TRIGGER summary_class_insert AFTER INSERT ON classes BEGIN
    INSERT INTO hours_summary (teacher_id, year, category, hours)
        SELECT a.teacher_id, NEW.year, p.category, sum(a.hours)
        FROM attendance a JOIN programmes p ON p.id = NEW.programme_id
        WHERE a.class_id = NEW.id AND a.result IN ('1', '2') GROUP BY a.teacher_id
        ON CONFLICT DO UPDATE SET hours = hours + excluded.hours;
END;
CREATE TRIGGER summary_class_delete AFTER DELETE ON classes BEGIN
    INSERT INTO hours_summary (teacher_id, year, category, hours)
        SELECT a.teacher_id, OLD.year, p.category, -sum(a.hours)
        FROM attendance a JOIN programmes p ON p.id = OLD.programme_id
        WHERE a.class_id = OLD.id AND a.result IN ('1', '2') GROUP BY a.teacher_id
        ON CONFLICT DO UPDATE SET hours = hours + excluded.hours;
END;
CREATE TRIGGER summary_class_update AFTER UPDATE OF year, programme_id ON classes BEGIN
    INSERT INTO hours_summary (teacher_id, year, category, hours)
        SELECT a.teacher_id, OLD.year, p.category, -sum(a.hours)
        FROM attendance a JOIN programmes p ON p.id = OLD.programme_id
        WHERE a.class_id = OLD.id AND a.result IN ('1', '2') GROUP BY a.teacher_id
        ON CONFLICT DO UPDATE SET hours = hours + excluded.hours;
    INSERT INTO hours_summary (teacher_id, year, category, hours)
        SELECT a.teacher_id, NEW.year, p.category, sum(a.hours)
        FROM attendance a JOIN programmes p ON p.id = NEW.programme_id
        WHERE a.class_id = NEW.id AND a.result IN ('1', '2') GROUP BY a.teacher_id
        ON CONFLICT DO UPDATE SET hours = hours + excluded.hours;
END;
CREATE TRIGGER summary_programme_insert AFTER INSERT ON programmes BEGIN
    INSERT INTO hours_summary (teacher_id, year, category, hours)
        SELECT a.teacher_id, c.year, NEW.category, sum(a.hours)
        FROM classes c JOIN attendance a ON a.class_id = c.id
        WHERE c.programme_id = NEW.id AND a.result IN ('1', '2') GROUP BY a.teacher_id, c.year
        ON CONFLICT DO UPDATE SET hours = hours + excluded.hours;
END;
CREATE TRIGGER summary_programme_delete AFTER DELETE ON programmes BEGIN
    INSERT INTO hours_summary (teacher_id, year, category, hours)
        SELECT a.teacher_id, c.year, OLD.category, -sum(a.hours)
        FROM classes c JOIN attendance a ON a.class_id = c.id
        WHERE c.programme_id = OLD.id AND a.result IN ('1', '2') GROUP BY a.teacher_id, c.year
        ON CONFLICT DO UPDATE SET hours = hours + excluded.hours;
END;
CREATE TRIGGER summary_programme_update AFTER UPDATE OF category ON programmes BEGIN
    INSERT INTO hours_summary (teacher_id, year, category, hours)
        SELECT a.teacher_id, c.year, OLD.category, -sum(a.hours)
        FROM classes c JOIN attendance a ON a.class_id = c.id
        WHERE c.programme_id = OLD.id AND a.result IN ('1', '2') GROUP BY a.teacher_id, c.year
        ON CONFLICT DO UPDATE SET hours = hours + excluded.hours;
    INSERT INTO hours_summary (teacher_id, year, category, hours)
        SELECT a.teacher_id, c.year, NEW.category, sum(a.hours)
        FROM classes c JOIN attendance a ON a.class_id = c.id
        WHERE c.programme_id = NEW.id AND a.result IN ('1', '2') GROUP BY a.teacher_id, c.year
        ON CONFLICT DO UPDATE SET hours = hours + excluded.hours;
END;

-- The journal.

CREATE TABLE act_now (
    -- One row, filled while a writing block is open; the capture triggers refuse any write without it.
    one INTEGER PRIMARY KEY CHECK (one = 1),
    mode TEXT CHECK (mode IN ('local', 'import', 'migrate')),
    txn INTEGER,            -- transactions.seq of the act, in mode local
    txid TEXT,
    rev INTEGER NOT NULL    -- grows with every writing block
) STRICT;
INSERT INTO act_now (one, mode, rev) VALUES (1, NULL, 0);

CREATE TABLE transactions (
    -- One act of a person, ours or received; never deleted. Order is the order of seq, never of a clock.
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    site TEXT NOT NULL,     -- the office that did it
    actor TEXT NOT NULL,
    reason TEXT NOT NULL,
    at TEXT NOT NULL,       -- wall time as the author's computer told it: shown, never compared
    undoes TEXT,            -- id of the transaction this one takes back
    received INTEGER NOT NULL DEFAULT 0 CHECK (received IN (0, 1))
) STRICT;

CREATE TABLE operations (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    txn INTEGER NOT NULL REFERENCES transactions(seq),
    root TEXT NOT NULL,
    tbl TEXT NOT NULL,
    pk TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('I', 'U', 'D', 'O')),
    fields TEXT NOT NULL    -- JSON; shapes in docs/package-format.md
) STRICT;
CREATE INDEX operations_txn ON operations(txn);
CREATE INDEX operations_row ON operations(tbl, pk);

CREATE TABLE stamps (
    -- Which transaction wrote each field of each row: tx for the whole row, cells for fields written later.
    tbl TEXT NOT NULL,
    pk TEXT NOT NULL,
    root TEXT NOT NULL,
    tx TEXT NOT NULL,
    cells TEXT,             -- JSON {column: tx}
    rev INTEGER NOT NULL,   -- of the last change to the row, its deletion included
    del_tx TEXT,            -- who wrote the deletion mark last (deleted or restored)
    gone TEXT,              -- JSON of the row as it was when deleted; NULL while the row is there
    PRIMARY KEY (tbl, pk)
) STRICT, WITHOUT ROWID;
CREATE INDEX stamps_root ON stamps(root, rev);

-- Exchange, kept by both sides.

CREATE TABLE known (
    -- Outcomes of a school's transactions: at the county what it decided, at the school what it was told.
    id TEXT PRIMARY KEY,
    site TEXT NOT NULL,
    outcome TEXT NOT NULL,  -- applied | conflict | rejected | review
    note TEXT,              -- a Chinese sentence for the school
    rev INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX known_site ON known(site, rev);

CREATE TABLE gravestones (
    tbl TEXT NOT NULL,
    pk TEXT NOT NULL,
    rev INTEGER NOT NULL,
    PRIMARY KEY (tbl, pk)
) STRICT, WITHOUT ROWID;

CREATE TABLE exchange_files (
    -- The history of files made and taken, as sentences on the exchange page.
    id INTEGER PRIMARY KEY,
    package_id TEXT NOT NULL,
    direction TEXT NOT NULL CHECK (direction IN ('out', 'in')),
    kind TEXT NOT NULL,
    site TEXT NOT NULL,     -- the other office
    site_name TEXT NOT NULL,
    file_name TEXT NOT NULL,
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    size INTEGER NOT NULL,
    summary TEXT NOT NULL   -- JSON of counts
) STRICT;

-- The county's side.

CREATE TABLE sites (
    -- Schools that were invited or have joined.
    id TEXT PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisations(id) DEFERRABLE INITIALLY DEFERRED,
    name TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('invited', 'joined', 'revoked')),
    invite TEXT,            -- JSON of the open invitation
    certificate TEXT,       -- JSON of the signed certificate
    since TEXT NOT NULL,
    sent INTEGER NOT NULL DEFAULT 0 CHECK (sent IN (0, 1))  -- a down-file was made since the last up-file
) STRICT;

CREATE TABLE scope (
    -- Which roots a site holds; at a school its own scope under its own site id.
    site TEXT NOT NULL,
    root TEXT NOT NULL,
    grant_rev INTEGER NOT NULL,
    PRIMARY KEY (site, root)
) STRICT, WITHOUT ROWID;
CREATE INDEX scope_root ON scope(root);

CREATE TABLE snapshots (
    -- Down-files the county itself made; position orders those of one site.
    id TEXT PRIMARY KEY,
    site TEXT NOT NULL,
    position INTEGER NOT NULL,
    n INTEGER NOT NULL,
    rev INTEGER NOT NULL,
    UNIQUE (site, position)
) STRICT;

CREATE TABLE claims (
    -- What a site has proved to hold: up-files since the last down-file, in order of arrival.
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    site TEXT NOT NULL,
    n INTEGER,
    snapshot TEXT           -- NULL: the site holds nothing yet
) STRICT;

CREATE TABLE conflicts (
    id TEXT PRIMARY KEY,
    txid TEXT NOT NULL,     -- the school's transaction
    operation INTEGER NOT NULL REFERENCES operations(seq),
    tbl TEXT NOT NULL,
    pk TEXT NOT NULL,
    root TEXT NOT NULL,
    col TEXT NOT NULL,
    why TEXT NOT NULL CHECK (why IN ('differs', 'purged', 'missing', 'deleted', 'newer')),
    base_tx TEXT,
    base_value TEXT,        -- JSON
    hub_tx TEXT,
    hub_value TEXT,         -- JSON
    school_value TEXT,      -- JSON
    state TEXT NOT NULL CHECK (state IN ('open', 'retried', 'school', 'county', 'typed')),
    resolved_by TEXT,
    resolved_at TEXT
) STRICT;
CREATE INDEX conflicts_state ON conflicts(state);

CREATE TABLE reviews (
    -- Values that schools still held and a restored county lacked: a person decides.
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    site TEXT NOT NULL,
    tbl TEXT NOT NULL,
    pk TEXT NOT NULL,
    root TEXT NOT NULL,
    col TEXT NOT NULL,
    value TEXT,             -- JSON
    tx TEXT NOT NULL,
    base_tx TEXT,
    state TEXT NOT NULL CHECK (state IN ('open', 'restored', 'dropped')),
    UNIQUE (tbl, pk, col, tx)
) STRICT;

-- The school's side.

CREATE TABLE base (
    -- The county's registers as last adopted; the tables above show them overlaid with pending acts.
    tbl TEXT NOT NULL,
    pk TEXT NOT NULL,
    root TEXT NOT NULL,
    tx TEXT NOT NULL,
    cells TEXT,
    del_tx TEXT,
    gone INTEGER NOT NULL DEFAULT 0 CHECK (gone IN (0, 1)),
    row TEXT NOT NULL,      -- JSON of the values that are not NULL
    PRIMARY KEY (tbl, pk)
) STRICT, WITHOUT ROWID;
CREATE INDEX base_root ON base(root);

CREATE TABLE stubs (
    -- Rows that are only the outline of somebody at another school.
    tbl TEXT NOT NULL,
    pk TEXT NOT NULL,
    PRIMARY KEY (tbl, pk)
) STRICT, WITHOUT ROWID;
"""

M0002 = """
-- The county's revision when the file was taken, and the act that took it back.
ALTER TABLE exchange_files ADD COLUMN rev INTEGER;
ALTER TABLE exchange_files ADD COLUMN undone TEXT;
CREATE INDEX exchange_files_site ON exchange_files(site, kind, at);

-- The county's revision when another office's act was decided about: the same as its file's.
ALTER TABLE transactions ADD COLUMN rev INTEGER;
CREATE INDEX transactions_rev ON transactions(rev) WHERE rev IS NOT NULL;

-- Settled when the file was taken: a person chose not to take the school's value.
ALTER TABLE conflicts ADD COLUMN declined INTEGER NOT NULL DEFAULT 0 CHECK (declined IN (0, 1));

CREATE TABLE overwritten (
    -- What stood where a school's act wrote a value its author had not seen there (an equal one): to undo it exactly.
    txid TEXT NOT NULL,
    tbl TEXT NOT NULL,
    pk TEXT NOT NULL,
    col TEXT NOT NULL,
    value TEXT,             -- JSON
    PRIMARY KEY (txid, tbl, pk, col)
) STRICT, WITHOUT ROWID;

-- What stood after a person decided (JSON), for what the school is told.
ALTER TABLE conflicts ADD COLUMN settled_value TEXT;
CREATE INDEX conflicts_cell ON conflicts(tbl, pk, col, base_tx);
CREATE INDEX conflicts_txid ON conflicts(txid, tbl, pk, col);
ALTER TABLE reviews ADD COLUMN resolved_by TEXT;
ALTER TABLE reviews ADD COLUMN resolved_at TEXT;
-- At the county: when it was settled that an act it did not take stays so.
ALTER TABLE known ADD COLUMN closed TEXT;

-- How a posting began and ended (code table move_kind); `document` is the one it began by.
ALTER TABLE postings ADD COLUMN move TEXT;
ALTER TABLE postings ADD COLUMN end_move TEXT;
ALTER TABLE postings ADD COLUMN end_document TEXT;

CREATE TABLE revoked (
    -- Roots that left a site, and when: what the site wrote before it could know of that is merged all the same.
    site TEXT NOT NULL,
    root TEXT NOT NULL,
    rev INTEGER NOT NULL,
    PRIMARY KEY (site, root)
) STRICT, WITHOUT ROWID;

CREATE TABLE proposals (
    -- A school's wish to have a field changed that is the county's to write; the schools alone write here.
    id TEXT PRIMARY KEY,
    root TEXT NOT NULL,     -- the school's site: a letter between it and the county, which nobody else receives
    tbl TEXT NOT NULL,
    pk TEXT NOT NULL,
    col TEXT NOT NULL,
    value TEXT,             -- JSON of the value wished for
    old_value TEXT,         -- JSON of what stood there
    reason TEXT NOT NULL,
    version INTEGER NOT NULL,
    withdrawn INTEGER NOT NULL,
    kind TEXT NOT NULL,
    remark TEXT
) STRICT;
CREATE INDEX proposals_target ON proposals(tbl, pk);

CREATE TABLE decisions (
    -- What the county decided about one version of a proposal; the county alone writes here.
    id TEXT PRIMARY KEY,
    root TEXT NOT NULL,     -- as the proposal's
    proposal_id TEXT NOT NULL REFERENCES proposals(id) DEFERRABLE INITIALLY DEFERRED,
    version INTEGER NOT NULL,
    value TEXT,             -- JSON of the value that was decided about
    verdict TEXT NOT NULL,
    comment TEXT,
    decided_on TEXT NOT NULL,
    decided_by TEXT NOT NULL
) STRICT;
CREATE INDEX decisions_proposal ON decisions(proposal_id);

-- 附件: scans and photographs of a record (tbl, pk). Rows are exchanged, contents travel beside them by digest.
CREATE TABLE attachments (
    id TEXT PRIMARY KEY,
    root TEXT NOT NULL,     -- of the record it belongs to
    tbl TEXT NOT NULL,
    pk TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    media TEXT NOT NULL,    -- image/jpeg | application/pdf
    sha256 TEXT NOT NULL,
    size INTEGER NOT NULL,
    remark TEXT
) STRICT;
CREATE INDEX attachments_record ON attachments(tbl, pk);
CREATE INDEX attachments_root ON attachments(root);
CREATE INDEX attachments_content ON attachments(sha256);
-- Another content is another attachment: whoever looked at this one has seen what it will always show.
CREATE TRIGGER attachments_keep BEFORE UPDATE OF root, tbl, pk, kind, media, sha256, size ON attachments BEGIN
    SELECT RAISE(ABORT, 'xinhuo: the content of an attachment never changes')
        WHERE (NEW.root, NEW.tbl, NEW.pk, NEW.kind, NEW.media, NEW.sha256, NEW.size)
            IS NOT (OLD.root, OLD.tbl, OLD.pk, OLD.kind, OLD.media, OLD.sha256, OLD.size);
END;

CREATE TABLE blobs (
    -- Contents of attachments under their SHA-256 (hex). Not exchanged as rows: packages carry them beside.
    sha256 TEXT PRIMARY KEY,
    size INTEGER NOT NULL,
    rev INTEGER NOT NULL,   -- when it came
    early INTEGER,          -- came before anything named it: the number of the down-file it goes with, 0 at the county
    data BLOB NOT NULL      -- last: the columns before it are read without it
) STRICT;
CREATE INDEX blobs_early ON blobs(early) WHERE early IS NOT NULL;

CREATE TABLE awaited (
    -- At the county: contents that acts of a school name, whatever became of the acts, and that have not come.
    site TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    PRIMARY KEY (sha256, site)
) STRICT, WITHOUT ROWID;

CREATE TABLE wanted (
    -- Contents that another office lacked when it wrote its last file.
    site TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    PRIMARY KEY (site, sha256)
) STRICT, WITHOUT ROWID;

CREATE TABLE site_keys (
    -- The computers of each school: whose signature counts for it, and to whom its files are sealed.
    key TEXT PRIMARY KEY,   -- verifying key, hex
    site TEXT NOT NULL REFERENCES sites(id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    certificate TEXT NOT NULL,  -- JSON of the signed certificate
    state TEXT NOT NULL CHECK (state IN ('active', 'replaced', 'revoked')),
    since TEXT NOT NULL,    -- of this state
    label TEXT NOT NULL,
    actor TEXT              -- who put it into this state
) STRICT;
CREATE INDEX site_keys_site ON site_keys(site);
INSERT INTO site_keys (key, site, certificate, state, since, label)
    SELECT json_extract(certificate, '$.public.sign'), id, certificate, 'active', since, '第 1 台电脑'
    FROM sites WHERE certificate IS NOT NULL;
ALTER TABLE sites DROP COLUMN certificate;
-- Whether the open invite is for one more computer; else it is for the one that takes the place of all before.
ALTER TABLE sites ADD COLUMN adds INTEGER NOT NULL DEFAULT 0 CHECK (adds IN (0, 1));
"""

M0003 = """
CREATE TABLE import_layouts (
    -- How the columns of a sheet with these headings were read last time; this data file's own, never exchanged.
    kind TEXT NOT NULL,
    headings TEXT NOT NULL, -- JSON list
    columns TEXT NOT NULL,  -- JSON list: the field's name for each heading, or null
    used_on TEXT NOT NULL,
    PRIMARY KEY (kind, headings)
) STRICT, WITHOUT ROWID;

CREATE TABLE export_layouts (
    -- How a list is written for one receiver: its columns, their order and forms; never exchanged as rows.
    listing TEXT NOT NULL,
    name TEXT NOT NULL,     -- one receiver may want several lists
    layout TEXT NOT NULL,   -- JSON
    changed_on TEXT NOT NULL,
    PRIMARY KEY (listing, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE merges (
    -- A person entered twice is one now; the county alone writes here.
    id TEXT PRIMARY KEY,
    teacher_id TEXT NOT NULL, -- the entry that went: whoever held it hears of this; no reference, it is deleted
    into_id TEXT NOT NULL,  -- the entry that was kept
    rows TEXT NOT NULL,     -- JSON [[table, id, id it is now]]: what became of the other's rows
    remark TEXT NOT NULL    -- the same as a sentence
) STRICT;
CREATE INDEX merges_teacher ON merges(teacher_id);
CREATE INDEX merges_into ON merges(into_id);

CREATE TABLE different_people (
    -- Two who look alike and are not the same: asked once; this data file's own, never exchanged.
    one TEXT NOT NULL,      -- the smaller id
    other TEXT NOT NULL,
    actor TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (one, other)
) STRICT, WITHOUT ROWID;

CREATE TABLE honours (
    id TEXT PRIMARY KEY,
    teacher_id TEXT NOT NULL REFERENCES teachers(id) DEFERRABLE INITIALLY DEFERRED,
    title TEXT NOT NULL,
    level TEXT,             -- code table level
    issuer TEXT,
    awarded_on TEXT,        -- year-month, or the day
    document TEXT,
    number TEXT,            -- of the certificate
    is_candidate INTEGER CHECK (is_candidate IN (0, 1)),  -- 人选, 培养对象: not the honour itself yet
    remark TEXT
) STRICT;
CREATE INDEX honours_teacher ON honours(teacher_id);

CREATE TABLE assessments (
    -- No UNIQUE (teacher_id, kind, year) here: two offices may each enter one, and no file may fail for that.
    id TEXT PRIMARY KEY,
    teacher_id TEXT NOT NULL REFERENCES teachers(id) DEFERRABLE INITIALLY DEFERRED,
    kind TEXT NOT NULL,     -- code table assessment_kind
    year INTEGER NOT NULL,
    grade TEXT NOT NULL,    -- code table assessment_grade
    decided_on TEXT,
    document TEXT,
    remark TEXT
) STRICT;
CREATE INDEX assessments_teacher ON assessments(teacher_id, year);

CREATE TABLE observations (
    -- Lessons somebody observed (听课): one lesson, or how many in a whole term.
    id TEXT PRIMARY KEY,
    teacher_id TEXT NOT NULL REFERENCES teachers(id) DEFERRABLE INITIALLY DEFERRED,  -- who observed
    school_year INTEGER NOT NULL,  -- the year it begins in
    term TEXT,              -- code table term
    held_on TEXT,           -- year-month, or the day
    periods INTEGER NOT NULL CHECK (periods >= 0),
    observed_id TEXT REFERENCES teachers(id) DEFERRABLE INITIALLY DEFERRED,
    organisation_id TEXT REFERENCES organisations(id) DEFERRABLE INITIALLY DEFERRED,
    subject TEXT,
    remark TEXT
) STRICT;
CREATE INDEX observations_teacher ON observations(teacher_id, school_year);
CREATE INDEX observations_observed ON observations(observed_id) WHERE observed_id IS NOT NULL;
"""

M0004 = """
-- The rules an office works by, as dated data: of one code the row in force on a day is the rule.
CREATE TABLE rules (
    id TEXT PRIMARY KEY,
    code TEXT NOT NULL,     -- the same for all versions of one rule
    kind TEXT NOT NULL,     -- code table rule_kind: which parameters it has and what reads it
    title TEXT NOT NULL,
    start_date TEXT NOT NULL,
    end_date TEXT,          -- the last day it is in force; NULL: until a later version begins
    document TEXT,          -- where it stands
    sentence TEXT,          -- as the document says it
    parameters TEXT NOT NULL,   -- JSON, its shape by kind
    remark TEXT
) STRICT;
CREATE INDEX rules_code ON rules(code, start_date);

ALTER TABLE teachers ADD COLUMN is_bilingual INTEGER CHECK (is_bilingual IN (0, 1));

-- What a programme is about, for whom it is, and every how many days an issue of a series is due.
ALTER TABLE programmes ADD COLUMN topic TEXT;
ALTER TABLE programmes ADD COLUMN for_stage TEXT;
ALTER TABLE programmes ADD COLUMN for_subject TEXT;
ALTER TABLE programmes ADD COLUMN for_role TEXT;
ALTER TABLE programmes ADD COLUMN series_days INTEGER CHECK (series_days > 0);
-- Places in the whole class, and the last day to report for it.
ALTER TABLE classes ADD COLUMN quota INTEGER CHECK (quota >= 0);
ALTER TABLE classes ADD COLUMN report_by TEXT;
ALTER TABLE sessions ADD COLUMN module TEXT;
-- The post somebody held when enrolled; what the county said of an enrolment a school reported.
ALTER TABLE attendance ADD COLUMN post TEXT;
ALTER TABLE attendance ADD COLUMN approval TEXT;
ALTER TABLE attendance ADD COLUMN approval_note TEXT;

-- An enrolment the county returned gives no hours, whatever its result says.
DROP TRIGGER summary_attendance_insert;
DROP TRIGGER summary_attendance_delete;
DROP TRIGGER summary_attendance_update;
DROP TRIGGER summary_class_insert;
DROP TRIGGER summary_class_delete;
DROP TRIGGER summary_class_update;
DROP TRIGGER summary_programme_insert;
DROP TRIGGER summary_programme_delete;
DROP TRIGGER summary_programme_update;
CREATE TRIGGER summary_attendance_insert AFTER INSERT ON attendance
WHEN NEW.result IN ('1', '2') AND NEW.approval IS NOT 'returned' BEGIN
    INSERT INTO hours_summary (teacher_id, year, category, hours)
        SELECT NEW.teacher_id, c.year, p.category, NEW.hours
        FROM classes c JOIN programmes p ON p.id = c.programme_id WHERE c.id = NEW.class_id
        ON CONFLICT DO UPDATE SET hours = hours + excluded.hours;
END;
CREATE TRIGGER summary_attendance_delete AFTER DELETE ON attendance
WHEN OLD.result IN ('1', '2') AND OLD.approval IS NOT 'returned' BEGIN
    INSERT INTO hours_summary (teacher_id, year, category, hours)
        SELECT OLD.teacher_id, c.year, p.category, -OLD.hours
        FROM classes c JOIN programmes p ON p.id = c.programme_id WHERE c.id = OLD.class_id
        ON CONFLICT DO UPDATE SET hours = hours + excluded.hours;
END;
CREATE TRIGGER summary_attendance_update AFTER UPDATE OF teacher_id, class_id, hours, result, approval ON attendance BEGIN
    INSERT INTO hours_summary (teacher_id, year, category, hours)
        SELECT OLD.teacher_id, c.year, p.category, -OLD.hours
        FROM classes c JOIN programmes p ON p.id = c.programme_id
        WHERE c.id = OLD.class_id AND OLD.result IN ('1', '2') AND OLD.approval IS NOT 'returned'
        ON CONFLICT DO UPDATE SET hours = hours + excluded.hours;
    INSERT INTO hours_summary (teacher_id, year, category, hours)
        SELECT NEW.teacher_id, c.year, p.category, NEW.hours
        FROM classes c JOIN programmes p ON p.id = c.programme_id
        WHERE c.id = NEW.class_id AND NEW.result IN ('1', '2') AND NEW.approval IS NOT 'returned'
        ON CONFLICT DO UPDATE SET hours = hours + excluded.hours;
END;
CREATE TRIGGER summary_class_insert AFTER INSERT ON classes BEGIN
    INSERT INTO hours_summary (teacher_id, year, category, hours)
        SELECT a.teacher_id, NEW.year, p.category, sum(a.hours)
        FROM attendance a JOIN programmes p ON p.id = NEW.programme_id
        WHERE a.class_id = NEW.id AND a.result IN ('1', '2') AND a.approval IS NOT 'returned' GROUP BY a.teacher_id
        ON CONFLICT DO UPDATE SET hours = hours + excluded.hours;
END;
CREATE TRIGGER summary_class_delete AFTER DELETE ON classes BEGIN
    INSERT INTO hours_summary (teacher_id, year, category, hours)
        SELECT a.teacher_id, OLD.year, p.category, -sum(a.hours)
        FROM attendance a JOIN programmes p ON p.id = OLD.programme_id
        WHERE a.class_id = OLD.id AND a.result IN ('1', '2') AND a.approval IS NOT 'returned' GROUP BY a.teacher_id
        ON CONFLICT DO UPDATE SET hours = hours + excluded.hours;
END;
CREATE TRIGGER summary_class_update AFTER UPDATE OF year, programme_id ON classes BEGIN
    INSERT INTO hours_summary (teacher_id, year, category, hours)
        SELECT a.teacher_id, OLD.year, p.category, -sum(a.hours)
        FROM attendance a JOIN programmes p ON p.id = OLD.programme_id
        WHERE a.class_id = OLD.id AND a.result IN ('1', '2') AND a.approval IS NOT 'returned' GROUP BY a.teacher_id
        ON CONFLICT DO UPDATE SET hours = hours + excluded.hours;
    INSERT INTO hours_summary (teacher_id, year, category, hours)
        SELECT a.teacher_id, NEW.year, p.category, sum(a.hours)
        FROM attendance a JOIN programmes p ON p.id = NEW.programme_id
        WHERE a.class_id = NEW.id AND a.result IN ('1', '2') AND a.approval IS NOT 'returned' GROUP BY a.teacher_id
        ON CONFLICT DO UPDATE SET hours = hours + excluded.hours;
END;
CREATE TRIGGER summary_programme_insert AFTER INSERT ON programmes BEGIN
    INSERT INTO hours_summary (teacher_id, year, category, hours)
        SELECT a.teacher_id, c.year, NEW.category, sum(a.hours)
        FROM classes c JOIN attendance a ON a.class_id = c.id
        WHERE c.programme_id = NEW.id AND a.result IN ('1', '2') AND a.approval IS NOT 'returned' GROUP BY a.teacher_id, c.year
        ON CONFLICT DO UPDATE SET hours = hours + excluded.hours;
END;
CREATE TRIGGER summary_programme_delete AFTER DELETE ON programmes BEGIN
    INSERT INTO hours_summary (teacher_id, year, category, hours)
        SELECT a.teacher_id, c.year, OLD.category, -sum(a.hours)
        FROM classes c JOIN attendance a ON a.class_id = c.id
        WHERE c.programme_id = OLD.id AND a.result IN ('1', '2') AND a.approval IS NOT 'returned' GROUP BY a.teacher_id, c.year
        ON CONFLICT DO UPDATE SET hours = hours + excluded.hours;
END;
CREATE TRIGGER summary_programme_update AFTER UPDATE OF category ON programmes BEGIN
    INSERT INTO hours_summary (teacher_id, year, category, hours)
        SELECT a.teacher_id, c.year, OLD.category, -sum(a.hours)
        FROM classes c JOIN attendance a ON a.class_id = c.id
        WHERE c.programme_id = OLD.id AND a.result IN ('1', '2') AND a.approval IS NOT 'returned' GROUP BY a.teacher_id, c.year
        ON CONFLICT DO UPDATE SET hours = hours + excluded.hours;
    INSERT INTO hours_summary (teacher_id, year, category, hours)
        SELECT a.teacher_id, c.year, NEW.category, sum(a.hours)
        FROM classes c JOIN attendance a ON a.class_id = c.id
        WHERE c.programme_id = NEW.id AND a.result IN ('1', '2') AND a.approval IS NOT 'returned' GROUP BY a.teacher_id, c.year
        ON CONFLICT DO UPDATE SET hours = hours + excluded.hours;
END;

CREATE TABLE quotas (
    -- Places of a class given to one unit.
    id TEXT PRIMARY KEY,
    class_id TEXT NOT NULL REFERENCES classes(id) DEFERRABLE INITIALLY DEFERRED,
    organisation_id TEXT NOT NULL REFERENCES organisations(id) DEFERRABLE INITIALLY DEFERRED,
    places INTEGER NOT NULL CHECK (places >= 0),
    remark TEXT
) STRICT;
CREATE INDEX quotas_class ON quotas(class_id);

CREATE TABLE courses (
    -- The catalogue of courses (课程), the fine ones (精品) among them.
    id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    subject TEXT,
    area TEXT,
    hours INTEGER CHECK (hours >= 0),
    is_fine INTEGER CHECK (is_fine IN (0, 1)),
    author TEXT,
    approved_on TEXT,
    remark TEXT
) STRICT;

CREATE TABLE bases (
    -- Training bases, centres and model schools (基地).
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    level TEXT,
    organisation_id TEXT REFERENCES organisations(id) DEFERRABLE INITIALLY DEFERRED,
    awarded_on TEXT,
    end_date TEXT,
    document TEXT,
    remark TEXT
) STRICT;

CREATE TABLE volunteering (
    -- Volunteers' service of a unit, counted in persons (人) and in times somebody served (人次).
    id TEXT PRIMARY KEY,
    organisation_id TEXT REFERENCES organisations(id) DEFERRABLE INITIALLY DEFERRED,
    title TEXT NOT NULL,
    held_on TEXT NOT NULL,
    people INTEGER CHECK (people >= 0),
    times INTEGER NOT NULL CHECK (times >= 0),
    remark TEXT
) STRICT;

CREATE TABLE declarations (
    -- What a teacher did outside classes and asks hours for; the school looks first, then the county.
    id TEXT PRIMARY KEY,
    teacher_id TEXT NOT NULL REFERENCES teachers(id) DEFERRABLE INITIALLY DEFERRED,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    done_on TEXT NOT NULL,
    level TEXT,
    grade TEXT,
    role TEXT,
    grouping TEXT,          -- of a competition: kind of school, subject, age
    venue TEXT,
    quantity INTEGER CHECK (quantity >= 0),
    category TEXT NOT NULL,
    hours INTEGER CHECK (hours >= 0),   -- asked for, tenths; NULL: what the rule gives
    school_verdict TEXT,
    school_comment TEXT,
    version INTEGER CHECK (version >= 1),   -- how many times the school passed it on
    verdict TEXT,
    comment TEXT,
    granted INTEGER CHECK (granted >= 0),   -- tenths, what counts
    rule_id TEXT,           -- the version of the rule by which it was granted
    decided_on TEXT,
    decided_by TEXT,
    decided_about TEXT,     -- JSON of what was decided about: differs it from the row, the verdict is of something older
    remark TEXT
) STRICT;
CREATE INDEX declarations_teacher ON declarations(teacher_id);

CREATE TABLE plans (
    -- Somebody's own plan of development (个人发展规划) and what the mentor says of it.
    id TEXT PRIMARY KEY,
    teacher_id TEXT NOT NULL REFERENCES teachers(id) DEFERRABLE INITIALLY DEFERRED,
    mentor_id TEXT REFERENCES teachers(id) DEFERRABLE INITIALLY DEFERRED,
    start_date TEXT NOT NULL,
    end_date TEXT,
    goal TEXT NOT NULL,
    measures TEXT,
    opinion TEXT,
    reviewed_on TEXT,
    remark TEXT
) STRICT;
CREATE INDEX plans_teacher ON plans(teacher_id);

-- A pair's way: proposed, approved, signed, worked, assessed, closed.
ALTER TABLE pairs ADD COLUMN approval TEXT;
ALTER TABLE pairs ADD COLUMN approval_note TEXT;
ALTER TABLE pairs ADD COLUMN signed_on TEXT;
ALTER TABLE pairs ADD COLUMN closed_on TEXT;
ALTER TABLE pairs ADD COLUMN closing TEXT;
-- How often it was proposed, and which of these times the county decided about.
ALTER TABLE pairs ADD COLUMN proposed_on TEXT;
ALTER TABLE pairs ADD COLUMN times INTEGER CHECK (times >= 0);
ALTER TABLE pairs ADD COLUMN approved_on TEXT;
ALTER TABLE pairs ADD COLUMN approved_times INTEGER CHECK (approved_times >= 0);

CREATE TABLE pair_agreements (
    -- How many activities of a kind were agreed.
    id TEXT PRIMARY KEY,
    pair_id TEXT NOT NULL REFERENCES pairs(id) DEFERRABLE INITIALLY DEFERRED,
    kind TEXT NOT NULL,
    least INTEGER NOT NULL CHECK (least >= 0),
    remark TEXT
) STRICT;
CREATE INDEX pair_agreements_pair ON pair_agreements(pair_id);

CREATE TABLE pair_reviews (
    -- Mid-term and final assessments of a pair.
    id TEXT PRIMARY KEY,
    pair_id TEXT NOT NULL REFERENCES pairs(id) DEFERRABLE INITIALLY DEFERRED,
    kind TEXT NOT NULL,
    held_on TEXT NOT NULL,
    grade TEXT NOT NULL,
    score INTEGER CHECK (score >= 0),
    reviewer TEXT,
    comment TEXT
) STRICT;
CREATE INDEX pair_reviews_pair ON pair_reviews(pair_id);

ALTER TABLE studios ADD COLUMN state TEXT;
ALTER TABLE studios ADD COLUMN closed_on TEXT;

CREATE TABLE studio_plans (
    -- What a studio means to do in a stage: how many activities of a kind.
    id TEXT PRIMARY KEY,
    studio_id TEXT NOT NULL REFERENCES studios(id) DEFERRABLE INITIALLY DEFERRED,
    stage TEXT NOT NULL,
    start_date TEXT NOT NULL,
    end_date TEXT NOT NULL,
    kind TEXT,
    times INTEGER NOT NULL CHECK (times >= 0),
    goal TEXT,
    remark TEXT
) STRICT;
CREATE INDEX studio_plans_studio ON studio_plans(studio_id);

CREATE TABLE studio_activities (
    id TEXT PRIMARY KEY,
    studio_id TEXT NOT NULL REFERENCES studios(id) DEFERRABLE INITIALLY DEFERRED,
    kind TEXT NOT NULL,
    held_on TEXT NOT NULL,
    topic TEXT NOT NULL,
    place TEXT,
    hours INTEGER CHECK (hours >= 0),   -- tenths, for whoever took part throughout
    category TEXT,          -- of these hours, code table training_category
    level TEXT,             -- of these hours, code table training_level
    remark TEXT
) STRICT;
CREATE INDEX studio_activities_studio ON studio_activities(studio_id, held_on);

CREATE TABLE participations (
    -- Who took part in an activity of a studio, and the hours that gives.
    id TEXT PRIMARY KEY,
    teacher_id TEXT NOT NULL REFERENCES teachers(id) DEFERRABLE INITIALLY DEFERRED,
    activity_id TEXT NOT NULL REFERENCES studio_activities(id) DEFERRABLE INITIALLY DEFERRED,
    part TEXT,
    hours INTEGER NOT NULL CHECK (hours >= 0),  -- tenths
    remark TEXT
) STRICT;
CREATE INDEX participations_teacher ON participations(teacher_id);
CREATE INDEX participations_activity ON participations(activity_id);

CREATE TABLE outputs (
    id TEXT PRIMARY KEY,
    studio_id TEXT NOT NULL REFERENCES studios(id) DEFERRABLE INITIALLY DEFERRED,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    author TEXT,
    level TEXT,
    done_on TEXT,
    remark TEXT
) STRICT;
CREATE INDEX outputs_studio ON outputs(studio_id);

CREATE TABLE studio_assessments (
    id TEXT PRIMARY KEY,
    studio_id TEXT NOT NULL REFERENCES studios(id) DEFERRABLE INITIALLY DEFERRED,
    kind TEXT NOT NULL,
    year INTEGER NOT NULL,
    grade TEXT NOT NULL,
    score INTEGER CHECK (score >= 0),
    decided_on TEXT,
    document TEXT,
    comment TEXT
) STRICT;
CREATE INDEX studio_assessments_studio ON studio_assessments(studio_id);

CREATE TABLE links (
    -- A master (or a studio) who looks after a school (名师扶百校).
    id TEXT PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisations(id) DEFERRABLE INITIALLY DEFERRED,
    studio_id TEXT REFERENCES studios(id) DEFERRABLE INITIALLY DEFERRED,
    master_id TEXT REFERENCES teachers(id) DEFERRABLE INITIALLY DEFERRED,
    start_date TEXT NOT NULL,
    end_date TEXT,
    document TEXT,
    remark TEXT
) STRICT;
CREATE INDEX links_organisation ON links(organisation_id);

CREATE TABLE link_activities (
    id TEXT PRIMARY KEY,
    link_id TEXT NOT NULL REFERENCES links(id) DEFERRABLE INITIALLY DEFERRED,
    kind TEXT NOT NULL,
    held_on TEXT NOT NULL,
    topic TEXT NOT NULL,
    people INTEGER CHECK (people >= 0),
    remark TEXT
) STRICT;
CREATE INDEX link_activities_link ON link_activities(link_id);

-- Granted declarations and studio activities are hours of the ledger as well. What was changed after it was granted gives
-- none until the county has looked at it again.
CREATE TRIGGER summary_declaration_insert AFTER INSERT ON declarations
WHEN NEW.granted > 0 AND NEW.verdict = 'passed'
    AND (NEW.decided_about IS NULL OR NEW.decided_about = json_array(NEW.version, NEW.kind, NEW.done_on,
        NEW.level, NEW.grade, NEW.role, NEW.quantity, NEW.category, NEW.hours)) BEGIN
    INSERT INTO hours_summary (teacher_id, year, category, hours)
        VALUES (NEW.teacher_id, CAST(substr(NEW.done_on, 1, 4) AS INTEGER), NEW.category, NEW.granted)
        ON CONFLICT DO UPDATE SET hours = hours + excluded.hours;
END;
CREATE TRIGGER summary_declaration_delete AFTER DELETE ON declarations
WHEN OLD.granted > 0 AND OLD.verdict = 'passed'
    AND (OLD.decided_about IS NULL OR OLD.decided_about = json_array(OLD.version, OLD.kind, OLD.done_on,
        OLD.level, OLD.grade, OLD.role, OLD.quantity, OLD.category, OLD.hours)) BEGIN
    INSERT INTO hours_summary (teacher_id, year, category, hours)
        VALUES (OLD.teacher_id, CAST(substr(OLD.done_on, 1, 4) AS INTEGER), OLD.category, -OLD.granted)
        ON CONFLICT DO UPDATE SET hours = hours + excluded.hours;
END;
CREATE TRIGGER summary_declaration_update AFTER UPDATE ON declarations BEGIN
    INSERT INTO hours_summary (teacher_id, year, category, hours)
        SELECT OLD.teacher_id, CAST(substr(OLD.done_on, 1, 4) AS INTEGER), OLD.category, -OLD.granted
        WHERE OLD.granted > 0 AND OLD.verdict = 'passed'
            AND (OLD.decided_about IS NULL OR OLD.decided_about = json_array(OLD.version, OLD.kind, OLD.done_on,
        OLD.level, OLD.grade, OLD.role, OLD.quantity, OLD.category, OLD.hours))
        ON CONFLICT DO UPDATE SET hours = hours + excluded.hours;
    INSERT INTO hours_summary (teacher_id, year, category, hours)
        SELECT NEW.teacher_id, CAST(substr(NEW.done_on, 1, 4) AS INTEGER), NEW.category, NEW.granted
        WHERE NEW.granted > 0 AND NEW.verdict = 'passed'
            AND (NEW.decided_about IS NULL OR NEW.decided_about = json_array(NEW.version, NEW.kind, NEW.done_on,
        NEW.level, NEW.grade, NEW.role, NEW.quantity, NEW.category, NEW.hours))
        ON CONFLICT DO UPDATE SET hours = hours + excluded.hours;
END;
CREATE TRIGGER summary_participation_insert AFTER INSERT ON participations BEGIN
    INSERT INTO hours_summary (teacher_id, year, category, hours)
        SELECT NEW.teacher_id, CAST(substr(v.held_on, 1, 4) AS INTEGER), v.category, NEW.hours
        FROM studio_activities v WHERE v.id = NEW.activity_id AND v.category IS NOT NULL
        ON CONFLICT DO UPDATE SET hours = hours + excluded.hours;
END;
CREATE TRIGGER summary_participation_delete AFTER DELETE ON participations BEGIN
    INSERT INTO hours_summary (teacher_id, year, category, hours)
        SELECT OLD.teacher_id, CAST(substr(v.held_on, 1, 4) AS INTEGER), v.category, -OLD.hours
        FROM studio_activities v WHERE v.id = OLD.activity_id AND v.category IS NOT NULL
        ON CONFLICT DO UPDATE SET hours = hours + excluded.hours;
END;
CREATE TRIGGER summary_participation_update AFTER UPDATE OF teacher_id, activity_id, hours ON participations BEGIN
    INSERT INTO hours_summary (teacher_id, year, category, hours)
        SELECT OLD.teacher_id, CAST(substr(v.held_on, 1, 4) AS INTEGER), v.category, -OLD.hours
        FROM studio_activities v WHERE v.id = OLD.activity_id AND v.category IS NOT NULL
        ON CONFLICT DO UPDATE SET hours = hours + excluded.hours;
    INSERT INTO hours_summary (teacher_id, year, category, hours)
        SELECT NEW.teacher_id, CAST(substr(v.held_on, 1, 4) AS INTEGER), v.category, NEW.hours
        FROM studio_activities v WHERE v.id = NEW.activity_id AND v.category IS NOT NULL
        ON CONFLICT DO UPDATE SET hours = hours + excluded.hours;
END;
CREATE TRIGGER summary_activity_insert AFTER INSERT ON studio_activities WHEN NEW.category IS NOT NULL BEGIN
    INSERT INTO hours_summary (teacher_id, year, category, hours)
        SELECT a.teacher_id, CAST(substr(NEW.held_on, 1, 4) AS INTEGER), NEW.category, sum(a.hours)
        FROM participations a WHERE a.activity_id = NEW.id GROUP BY a.teacher_id
        ON CONFLICT DO UPDATE SET hours = hours + excluded.hours;
END;
CREATE TRIGGER summary_activity_delete AFTER DELETE ON studio_activities WHEN OLD.category IS NOT NULL BEGIN
    INSERT INTO hours_summary (teacher_id, year, category, hours)
        SELECT a.teacher_id, CAST(substr(OLD.held_on, 1, 4) AS INTEGER), OLD.category, -sum(a.hours)
        FROM participations a WHERE a.activity_id = OLD.id GROUP BY a.teacher_id
        ON CONFLICT DO UPDATE SET hours = hours + excluded.hours;
END;
CREATE TRIGGER summary_activity_update AFTER UPDATE OF held_on, category ON studio_activities BEGIN
    INSERT INTO hours_summary (teacher_id, year, category, hours)
        SELECT a.teacher_id, CAST(substr(OLD.held_on, 1, 4) AS INTEGER), OLD.category, -sum(a.hours)
        FROM participations a WHERE a.activity_id = OLD.id AND OLD.category IS NOT NULL GROUP BY a.teacher_id
        ON CONFLICT DO UPDATE SET hours = hours + excluded.hours;
    INSERT INTO hours_summary (teacher_id, year, category, hours)
        SELECT a.teacher_id, CAST(substr(NEW.held_on, 1, 4) AS INTEGER), NEW.category, sum(a.hours)
        FROM participations a WHERE a.activity_id = NEW.id AND NEW.category IS NOT NULL GROUP BY a.teacher_id
        ON CONFLICT DO UPDATE SET hours = hours + excluded.hours;
END;

-- Each person's account under each regime and period, as the rules count it: derived, this file's own.
CREATE TABLE accounts (
    regime TEXT NOT NULL,   -- rules.code
    period TEXT NOT NULL,   -- its key: 2026, 2025-1, 2021-2025 ...
    teacher_id TEXT NOT NULL,
    rule_id TEXT NOT NULL,  -- the version that judges the period
    counted INTEGER NOT NULL,   -- in the regime's own unit: tenths of an hour or hundredths of a credit
    required INTEGER NOT NULL,
    lacking INTEGER NOT NULL,   -- the greatest of all that is missing, 0: met
    gaps TEXT,              -- JSON [[what, missing]]; NULL: none
    PRIMARY KEY (regime, period, teacher_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX accounts_teacher ON accounts(teacher_id);

CREATE TABLE accounts_due (
    -- Whose accounts have to be counted anew; the empty id: everybody's.
    teacher_id TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
INSERT INTO accounts_due (teacher_id) VALUES ('');

CREATE TRIGGER due_attendance_insert AFTER INSERT ON attendance BEGIN
    INSERT INTO accounts_due (teacher_id) VALUES (NEW.teacher_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER due_attendance_delete AFTER DELETE ON attendance BEGIN
    INSERT INTO accounts_due (teacher_id) VALUES (OLD.teacher_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER due_attendance_update AFTER UPDATE ON attendance BEGIN
    INSERT INTO accounts_due (teacher_id) VALUES (OLD.teacher_id) ON CONFLICT DO NOTHING;
    INSERT INTO accounts_due (teacher_id) VALUES (NEW.teacher_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER due_declarations_insert AFTER INSERT ON declarations BEGIN
    INSERT INTO accounts_due (teacher_id) VALUES (NEW.teacher_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER due_declarations_delete AFTER DELETE ON declarations BEGIN
    INSERT INTO accounts_due (teacher_id) VALUES (OLD.teacher_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER due_declarations_update AFTER UPDATE ON declarations BEGIN
    INSERT INTO accounts_due (teacher_id) VALUES (OLD.teacher_id) ON CONFLICT DO NOTHING;
    INSERT INTO accounts_due (teacher_id) VALUES (NEW.teacher_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER due_participations_insert AFTER INSERT ON participations BEGIN
    INSERT INTO accounts_due (teacher_id) VALUES (NEW.teacher_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER due_participations_delete AFTER DELETE ON participations BEGIN
    INSERT INTO accounts_due (teacher_id) VALUES (OLD.teacher_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER due_participations_update AFTER UPDATE ON participations BEGIN
    INSERT INTO accounts_due (teacher_id) VALUES (OLD.teacher_id) ON CONFLICT DO NOTHING;
    INSERT INTO accounts_due (teacher_id) VALUES (NEW.teacher_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER due_studio_activities_insert AFTER INSERT ON studio_activities BEGIN
    INSERT INTO accounts_due (teacher_id)
        SELECT teacher_id FROM participations WHERE activity_id = NEW.id ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER due_studio_activities_delete AFTER DELETE ON studio_activities BEGIN
    INSERT INTO accounts_due (teacher_id)
        SELECT teacher_id FROM participations WHERE activity_id = OLD.id ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER due_studio_activities_update AFTER UPDATE ON studio_activities BEGIN
    INSERT INTO accounts_due (teacher_id)
        SELECT teacher_id FROM participations WHERE activity_id = NEW.id ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER due_sessions_insert AFTER INSERT ON sessions BEGIN
    INSERT INTO accounts_due (teacher_id)
        SELECT teacher_id FROM attendance WHERE class_id = NEW.class_id ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER due_sessions_delete AFTER DELETE ON sessions BEGIN
    INSERT INTO accounts_due (teacher_id)
        SELECT teacher_id FROM attendance WHERE class_id = OLD.class_id ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER due_sessions_update AFTER UPDATE ON sessions BEGIN
    INSERT INTO accounts_due (teacher_id)
        SELECT teacher_id FROM attendance WHERE class_id IN (NEW.class_id, OLD.class_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER due_classes_insert AFTER INSERT ON classes BEGIN
    INSERT INTO accounts_due (teacher_id)
        SELECT teacher_id FROM attendance WHERE class_id = NEW.id ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER due_classes_delete AFTER DELETE ON classes BEGIN
    INSERT INTO accounts_due (teacher_id)
        SELECT teacher_id FROM attendance WHERE class_id = OLD.id ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER due_classes_update AFTER UPDATE ON classes BEGIN
    INSERT INTO accounts_due (teacher_id)
        SELECT teacher_id FROM attendance WHERE class_id = NEW.id ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER due_programmes_insert AFTER INSERT ON programmes BEGIN
    INSERT INTO accounts_due (teacher_id)
        SELECT a.teacher_id FROM classes c JOIN attendance a ON a.class_id = c.id WHERE c.programme_id = NEW.id
        ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER due_programmes_delete AFTER DELETE ON programmes BEGIN
    INSERT INTO accounts_due (teacher_id)
        SELECT a.teacher_id FROM classes c JOIN attendance a ON a.class_id = c.id WHERE c.programme_id = OLD.id
        ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER due_programmes_update AFTER UPDATE ON programmes BEGIN
    INSERT INTO accounts_due (teacher_id)
        SELECT a.teacher_id FROM classes c JOIN attendance a ON a.class_id = c.id WHERE c.programme_id = NEW.id
        ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER due_teachers_insert AFTER INSERT ON teachers BEGIN
    INSERT INTO accounts_due (teacher_id) VALUES (NEW.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER due_teachers_delete AFTER DELETE ON teachers BEGIN
    DELETE FROM accounts WHERE teacher_id = OLD.id;
    DELETE FROM accounts_due WHERE teacher_id = OLD.id;
END;
CREATE TRIGGER due_teachers_update AFTER UPDATE ON teachers BEGIN
    INSERT INTO accounts_due (teacher_id) VALUES (NEW.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER due_rules_insert AFTER INSERT ON rules BEGIN
    INSERT INTO accounts_due (teacher_id) VALUES ('') ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER due_rules_delete AFTER DELETE ON rules BEGIN
    INSERT INTO accounts_due (teacher_id) VALUES ('') ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER due_rules_update AFTER UPDATE ON rules BEGIN
    INSERT INTO accounts_due (teacher_id) VALUES ('') ON CONFLICT DO NOTHING;
END;
"""


M0005 = """
-- Papers: how they look, their numbers, what proves them. A number stands in a series (its text but for the serial).
-- `site`: the office that issued it, NULL for the county before there were blocks. `design`: the name of the design it
-- was printed with. `statement`: the signed statement of its QR code. `replaces`: the certificate it was issued for.
ALTER TABLE certificates ADD COLUMN site TEXT;
ALTER TABLE certificates ADD COLUMN series TEXT;
ALTER TABLE certificates ADD COLUMN serial INTEGER;
ALTER TABLE certificates ADD COLUMN valid_until TEXT;
ALTER TABLE certificates ADD COLUMN design TEXT;
ALTER TABLE certificates ADD COLUMN statement TEXT;
ALTER TABLE certificates ADD COLUMN replaces TEXT;

CREATE TABLE designs (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,         -- code table paper_kind
    name TEXT NOT NULL,
    body TEXT NOT NULL,         -- JSON: the sheet and the elements on it
    is_chosen INTEGER CHECK (is_chosen IN (0, 1)),  -- the one papers of the kind are made with
    remark TEXT
) STRICT;
CREATE INDEX designs_kind ON designs(kind);

CREATE TABLE texts (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,         -- code table text_kind
    name TEXT NOT NULL,
    body TEXT NOT NULL,         -- paragraphs, with {figures} to be put in
    is_chosen INTEGER CHECK (is_chosen IN (0, 1)),
    remark TEXT
) STRICT;

CREATE TABLE number_patterns (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,         -- code table paper_kind
    pattern TEXT NOT NULL,      -- tokens in braces: {字头}{种类}〔{年}〕{流水号:6}号
    start INTEGER NOT NULL CHECK (start > 0),   -- the first serial of every series
    remark TEXT
) STRICT;

CREATE TABLE number_blocks (
    -- Serials that one computer of one office may give without asking: two offices never give the same.
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    year INTEGER NOT NULL,
    site TEXT NOT NULL,
    computer TEXT NOT NULL,     -- the verifying key of the computer
    organisation_id TEXT REFERENCES organisations(id) DEFERRABLE INITIALLY DEFERRED,
    pattern TEXT NOT NULL,      -- the number's text in this year: {月}, {流水号:6} and {校验} are left in it
    first INTEGER NOT NULL CHECK (first > 0),
    last INTEGER NOT NULL,
    remark TEXT,
    CHECK (last >= first)
) STRICT;
CREATE INDEX number_blocks_site ON number_blocks(site);

CREATE TABLE paper_keys (
    -- Public keys that sign the statements on papers; every office holds them, so that each can check without a network.
    id TEXT PRIMARY KEY,
    key TEXT NOT NULL,
    site TEXT NOT NULL,
    name TEXT NOT NULL,         -- the office
    start_date TEXT NOT NULL,
    end_date TEXT,              -- papers issued after this day are not its own
    remark TEXT
) STRICT;

CREATE TABLE targets (
    id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    figure TEXT NOT NULL,       -- what is counted: the key of a figure
    choice TEXT,                -- what the figure is narrowed to
    number INTEGER NOT NULL,
    start_date TEXT NOT NULL,
    end_date TEXT NOT NULL,
    document TEXT,
    aliases TEXT,               -- other names of the same target in the documents
    remark TEXT
) STRICT;

-- The register of everything printed; this office's own, never exchanged.
CREATE TABLE printings (
    id INTEGER PRIMARY KEY,
    printed_at TEXT NOT NULL,   -- ISO 8601
    actor TEXT NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,        -- what was printed, in words
    numbers TEXT,               -- JSON: the numbers, where there are any
    papers INTEGER NOT NULL,
    copies INTEGER NOT NULL,
    way TEXT NOT NULL           -- code table print_way: file, files, printer
) STRICT;
"""

M0006 = """
-- What was done with this office's file, by whom and when: a chain in which each entry holds the one before.
-- The file's own, never exchanged; storage/audit.py says what it proves.
CREATE TABLE audit (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,           -- ISO 8601 to the second, as this computer told it
    actor TEXT NOT NULL,
    site TEXT NOT NULL,
    kind TEXT NOT NULL,         -- act, received, exported, printed ...
    what TEXT NOT NULL,         -- a sentence that names nobody the data is about
    detail TEXT NOT NULL,       -- JSON object: counts and kinds
    txid TEXT,                  -- the writing block, where the entry is about one
    first_txn INTEGER,          -- transactions.seq of the acts that the digest is over
    last_txn INTEGER,
    digest BLOB,
    prev BLOB NOT NULL,         -- hash of the entry before
    hash BLOB NOT NULL
) STRICT;
CREATE INDEX audit_acts ON audit(first_txn) WHERE first_txn IS NOT NULL;
CREATE TRIGGER audit_update BEFORE UPDATE ON audit BEGIN
    SELECT RAISE(ABORT, 'xinhuo: an entry of the audit stays as it is');
END;
CREATE TRIGGER audit_delete BEFORE DELETE ON audit BEGIN
    SELECT RAISE(ABORT, 'xinhuo: an entry of the audit stays');
END;

-- Without its salt nobody can find out by trying what an act said before its values were erased.
ALTER TABLE transactions ADD COLUMN salt BLOB;
UPDATE transactions SET salt = randomblob(16);
"""


def register() -> Any:
    """The migrations as sqlite-utils wants them; each runs in a transaction together with the note that it ran."""
    from sqlite_utils.migrations import Migrations

    migrations = Migrations("xinhuo")

    def add(name: str, script: str) -> None:
        @migrations(name=name)
        def run(db: Any) -> None:
            for statement in statements(script):
                db.conn.execute(statement)

    add("m0001_first", M0001)
    add("m0002_exchange", M0002)
    add("m0003_workbooks", M0003)
    add("m0004_ledgers", M0004)
    add("m0005_papers", M0005)
    add("m0006_audit", M0006)
    return migrations


def makes_table(name: str) -> bool:
    """Whether a file of this version has a table of that name."""
    return any(f"CREATE TABLE {name} (" in script for script in (M0001, M0002, M0003, M0004, M0005, M0006))


def statements(script: str) -> list[str]:
    """Split a script into statements, one by one: `executescript` would commit the transaction it runs in.

    A statement ends with a line that ends in ";", a trigger with a line "END;".
    """
    found: list[str] = []
    pending: list[str] = []
    for line in script.splitlines():
        if not pending and (not line.strip() or line.startswith("--")):
            continue
        pending.append(line)
        in_trigger = pending[0].startswith("CREATE TRIGGER")
        if line == "END;" if in_trigger else line.endswith(";"):
            found.append("\n".join(pending))
            pending = []
    if pending:
        raise ValueError(f"unfinished statement: {pending[0]}")
    return found

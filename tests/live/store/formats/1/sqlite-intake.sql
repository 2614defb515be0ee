BEGIN TRANSACTION;
CREATE TABLE live_asked (
	number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	by_ TEXT NOT NULL, 
	command BLOB NOT NULL
);
INSERT INTO "live_asked" VALUES(1,'ic:ada',X'7B2274797065223A226E6F7465227D');
CREATE TABLE live_deliveries (
	number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	source TEXT NOT NULL, 
	format TEXT NOT NULL, 
	body BLOB NOT NULL, 
	received INTEGER NOT NULL, 
	receiver TEXT NOT NULL, 
	exercise INTEGER NOT NULL, 
	once TEXT NOT NULL
);
INSERT INTO "live_deliveries" VALUES(2,'alertmanager','alertmanager',X'7B226772C3B6C39F65223A20317D',1700000000000,'',0,'two');
INSERT INTO "live_deliveries" VALUES(3,'alertmanager','alertmanager',X'7468726565',1700000000000,'',0,'');
CREATE TABLE live_intake_schema (
	format INTEGER NOT NULL, 
	store TEXT NOT NULL
);
INSERT INTO "live_intake_schema" VALUES(1,'8da095263737dd89');
CREATE TABLE live_seen (
	source TEXT NOT NULL, 
	once TEXT NOT NULL, 
	at INTEGER NOT NULL, 
	PRIMARY KEY (source, once)
)
 WITHOUT ROWID

;
INSERT INTO "live_seen" VALUES('alertmanager','one',1900000000000);
INSERT INTO "live_seen" VALUES('alertmanager','two',1900000000000);
CREATE INDEX live_seen_at ON live_seen (at);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('live_deliveries',3);
INSERT INTO "sqlite_sequence" VALUES('live_asked',1);
COMMIT;

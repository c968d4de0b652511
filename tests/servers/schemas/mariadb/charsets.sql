-- Character sets, collations, geometry, JSON, zero dates.
SET sql_mode = '';
-- tables
CREATE TABLE latin (
    id INT PRIMARY KEY,
    same VARCHAR(20),
    other VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    ascii CHAR(10) CHARACTER SET ascii,
    bin VARCHAR(20) BINARY,
    national NCHAR(5),
    kind ENUM('a', 'b') CHARACTER SET utf8mb3
) CHARACTER SET latin1 COLLATE latin1_swedish_ci;
CREATE TABLE same_as_default (id INT PRIMARY KEY, name VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE zero_dates (id INT PRIMARY KEY, d DATE NOT NULL DEFAULT '0000-00-00', dt DATETIME NOT NULL DEFAULT '0000-00-00 00:00:00', ts TIMESTAMP NOT NULL DEFAULT '0000-00-00 00:00:00', part DATE DEFAULT '2000-00-00');
CREATE TABLE geometry_types (id INT PRIMARY KEY, g GEOMETRY NOT NULL, p POINT, l LINESTRING, po POLYGON, mp MULTIPOINT, ml MULTILINESTRING, mpo MULTIPOLYGON, gc GEOMETRYCOLLECTION, SPATIAL INDEX g_key (g));
CREATE TABLE documents (id INT PRIMARY KEY, d JSON, needed JSON NOT NULL, checked LONGTEXT CHECK (json_valid(checked)), part VARCHAR(20) AS (json_unquote(json_extract(d, '$.a."b c"'))) STORED, CHECK (json_length(d) < 10));
CREATE TABLE emoji (id INT PRIMARY KEY, e VARCHAR(10) DEFAULT '🐬', c VARCHAR(10) COMMENT '🐬 "x" ''y''', CHECK (e <> '🚀' AND c <> 'ü'), k VARCHAR(20) AS (concat(e, '🚀')) VIRTUAL);
CREATE TABLE newlines (id INT PRIMARY KEY, a VARCHAR(20) DEFAULT 'a\nb\tc\0d\Z' COMMENT 'x\ny', b VARCHAR(20) AS (concat(a, '\\', "\n", '%_')) STORED, c INT DEFAULT 1 CHECK (a <> '\\' AND a <> "\"" AND b LIKE '10\%'));
INSERT INTO zero_dates VALUES (1, '0000-00-00', '0000-00-00 00:00:00', '0000-00-00 00:00:00', NULL);
-- later
CREATE VIEW latin_view AS SELECT concat(same, 'ü') AS x FROM latin;

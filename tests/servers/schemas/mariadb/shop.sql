-- A shop: numbers, defaults, keys, checks, comments.
CREATE FUNCTION twice(n INT) RETURNS INT DETERMINISTIC RETURN n * 2;
-- tables
CREATE TABLE customer (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    email VARCHAR(190) NOT NULL UNIQUE,
    name VARCHAR(80) NOT NULL DEFAULT 'nobody''s "name" \\ `tick`' COMMENT 'who it''s; "double" \\ back',
    padded INT(7) ZEROFILL DEFAULT 42,
    small TINYINT NOT NULL DEFAULT -1,
    flag TINYINT(1) NOT NULL DEFAULT 1,
    utiny TINYINT UNSIGNED DEFAULT 200,
    medium MEDIUMINT NOT NULL DEFAULT 0,
    umedium MEDIUMINT UNSIGNED,
    big BIGINT UNSIGNED NOT NULL DEFAULT 18446744073709551615,
    price DECIMAL(10,2) NOT NULL DEFAULT 1.50,
    uprice DECIMAL(10,2) UNSIGNED DEFAULT 0,
    ratio FLOAT DEFAULT 0.5,
    dratio DOUBLE NOT NULL DEFAULT 1e100,
    fixed_float FLOAT(7,3),
    status ENUM('new', 'it''s', 'a,b', 'ü') NOT NULL DEFAULT 'it''s',
    options SET('a', 'b', 'c') DEFAULT 'a,c',
    bits BIT(5) DEFAULT b'10101',
    onebit BIT NOT NULL DEFAULT b'0',
    born DATE DEFAULT '1970-01-02',
    at TIME DEFAULT '12:30:00',
    at6 TIME(6),
    made DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    made3 DATETIME(3) DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3),
    changed TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
    changed_only TIMESTAMP NULL DEFAULT NULL ON UPDATE CURRENT_TIMESTAMP,
    y YEAR DEFAULT 2024,
    txt TEXT DEFAULT 'long default',
    calc INT DEFAULT (1 + 2 * 3),
    uid CHAR(36) DEFAULT (uuid()),
    nothing INT DEFAULT NULL,
    bin BINARY(16), vbin VARBINARY(20) DEFAULT x'41', tb TINYBLOB, mb MEDIUMBLOB, lb LONGBLOB, tt TINYTEXT, mt MEDIUMTEXT,
    doc JSON DEFAULT '{"z": 1, "a": [1, null]}',
    ip INET6, ip4 INET4, u UUID DEFAULT UUID(),
    CONSTRAINT price_range CHECK (price BETWEEN 0 AND 1000000 AND uprice <> 3),
    CONSTRAINT name_set CHECK (name <> '' AND lower(name) != 'root' AND name NOT LIKE '%\\_' AND name REGEXP '^[^{}]+$'),
    CONSTRAINT status_in CHECK (status IN ('new', 'it''s') OR status = 'ü'),
    CHECK (small >= -10 AND (flag OR NOT flag XOR 1) AND small DIV 2 <= 5 AND small % 3 <> 4),
    CHECK (CASE WHEN born IS NULL THEN 1 ELSE born > '1900-01-01' END AND CAST(price AS CHAR) <> 'x' AND ifnull(at, '00:00') < '24:00'),
    CONSTRAINT json_fields CHECK (json_extract(doc, '$.z') > 0 AND json_value(doc, '$.a') IS NULL)
) COMMENT 'who buys; it''s "quoted" \\ here';
CREATE INDEX customer_name_prefix ON customer (name(10));
CREATE INDEX customer_two_prefixes ON customer (name(5), txt(20), born);
CREATE INDEX customer_desc ON customer (born DESC, name);
CREATE FULLTEXT INDEX customer_words ON customer (name, txt);
CREATE UNIQUE INDEX customer_unique_prefix ON customer (txt(30));
CREATE INDEX customer_commented ON customer (small) COMMENT 'an index''s comment';
CREATE INDEX customer_ignored ON customer (medium) IGNORED;
CREATE TABLE orders (
    id BIGINT AUTO_INCREMENT PRIMARY KEY,
    customer_id INT UNSIGNED NOT NULL,
    email VARCHAR(190),
    parent_id BIGINT,
    total DECIMAL(12,2) NOT NULL,
    tax DECIMAL(12,2) AS (total * 0.19) STORED,
    label VARCHAR(100) AS (concat(email, ' - it''s ', total)) VIRTUAL,
    upper_mail VARCHAR(190) GENERATED ALWAYS AS (upper(`email`)) VIRTUAL INVISIBLE,
    hidden INT INVISIBLE DEFAULT 3,
    CONSTRAINT orders_customer FOREIGN KEY (customer_id) REFERENCES customer (id) ON DELETE CASCADE ON UPDATE RESTRICT,
    CONSTRAINT orders_email FOREIGN KEY (email) REFERENCES customer (email) ON DELETE SET NULL ON UPDATE CASCADE,
    FOREIGN KEY (parent_id) REFERENCES orders (id),
    KEY orders_label (upper_mail), KEY by_total (total, customer_id)
);
CREATE TABLE line (order_id BIGINT NOT NULL, position INT NOT NULL, amount INT NOT NULL DEFAULT 1 CHECK (amount > 0), PRIMARY KEY (order_id, position), CONSTRAINT line_order FOREIGN KEY (order_id) REFERENCES orders (id));
CREATE TABLE shipment (id INT PRIMARY KEY, order_id BIGINT, position INT, CONSTRAINT shipment_line FOREIGN KEY (order_id, position) REFERENCES line (order_id, position) ON DELETE CASCADE);
-- later
CREATE VIEW best_customers AS SELECT id, name FROM customer WHERE price > 100;
CREATE TRIGGER customer_insert BEFORE INSERT ON customer FOR EACH ROW SET NEW.name = concat(NEW.name, '!');
CREATE PROCEDURE tidy() DELETE FROM shipment;
CREATE EVENT nightly ON SCHEDULE EVERY 1 DAY DO DELETE FROM shipment;

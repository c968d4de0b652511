-- Names that need quotes; columns that look like others.
-- tables
CREATE TABLE `User` (`ID` INT PRIMARY KEY, `userName` VARCHAR(30) NOT NULL, `order` INT, `group` VARCHAR(9) DEFAULT 'a', CONSTRAINT `Check It` CHECK (`userName` <> 'x' AND `order` > 0));
CREATE TABLE `user` (id INT PRIMARY KEY, `UserName` VARCHAR(9), `user_name` VARCHAR(9), `User` INT, CONSTRAINT `the key` FOREIGN KEY (`User`) REFERENCES `User` (`ID`));
CREATE TABLE `with``tick` (`co``l` INT PRIMARY KEY, `it's` VARCHAR(9) NOT NULL DEFAULT 'it''s', `say "x"` INT, UNIQUE (`it's`), KEY `a``b` (`say "x"`));
CREATE TABLE `naïve-tàble €` (`€` DECIMAL(5,2) PRIMARY KEY, `1st` INT, `a-b` INT AS (`1st` + 1) STORED, `{brace}` INT CHECK (`{brace}` > 0), `back\slash` INT);
CREATE TABLE `2024.report` (`id` INT PRIMARY KEY, `parent.id` INT, `parent` INT, `parent_id` INT, CONSTRAINT `a.b` FOREIGN KEY (`parent.id`) REFERENCES `2024.report` (`id`));
CREATE TABLE keywords (`table` INT PRIMARY KEY, `from` VARCHAR(9), `where` VARCHAR(9), `null` BOOLEAN DEFAULT FALSE, `default` VARCHAR(9) DEFAULT 'default', `check` INT CHECK (`check` IS NULL OR `check` IN (1, 2, 3)), `end` DATE, CHECK (CASE WHEN `null` THEN `from` IS NOT NULL ELSE `where` IS NULL END), KEY (`from`, `where`));
CREATE TABLE double_index (a INT PRIMARY KEY, b INT UNIQUE, c INT, KEY double_index_1 (c), KEY double_index_2 (c), UNIQUE KEY double_index_3 (b));
CREATE TABLE single (only_column INT);
CREATE TABLE id_not_key (id INT, code VARCHAR(9) PRIMARY KEY, model VARCHAR(9), pk INT, class VARCHAR(9));

-- AlterTable
ALTER TABLE "orders" ADD COLUMN     "shipped_lines" INTEGER[];

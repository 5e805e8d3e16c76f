import { Module } from '@nestjs/common';
import { INVENTORY_CONFIG, type InventoryConfig } from '../inventory.config';
import { PRODUCTS, loadProducts } from './products';
import { ReservationMetrics, reservationCounter } from './reservation.metrics';
import { ROOM_METRICS, RoomSampler } from './room.sampler';
import { RoomController } from './room.controller';
import { StockController } from './stock.controller';
import { StockProbe } from './stock.probe';
import { StockRepository } from './stock.repository';
import { StockSeeder } from './stock.seeder';
import { StockService } from './stock.service';

@Module({
  controllers: [StockController, RoomController],
  providers: [
    {
      provide: PRODUCTS,
      useFactory: ({ CATALOG_FILE }: InventoryConfig) => loadProducts(CATALOG_FILE),
      inject: [INVENTORY_CONFIG],
    },
    reservationCounter,
    ReservationMetrics,
    StockRepository,
    StockService,
    StockProbe,
    StockSeeder,
    RoomSampler,
    ...ROOM_METRICS,
  ],
  exports: [StockService],
})
export class StockModule {}

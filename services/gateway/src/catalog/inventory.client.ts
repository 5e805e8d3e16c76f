import { Catalog } from '@lab/contracts';
import { HttpClient, InjectHttpClient } from '@lab/instrumentation';
import { Injectable } from '@nestjs/common';

/** Name of the client, as metrics and error codes have it. */
export const INVENTORY = 'inventory';

@Injectable()
export class InventoryClient {
  constructor(@InjectHttpClient(INVENTORY) private readonly http: HttpClient) {}

  async stock(): Promise<Catalog> {
    const { body } = await this.http.request({
      method: 'GET',
      path: '/stock',
      route: '/stock',
      schema: Catalog,
      idempotent: true,
    });
    return body;
  }
}

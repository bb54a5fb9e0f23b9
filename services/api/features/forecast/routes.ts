import type { Deps } from '#api/deps';
import type { Route } from '#api/http/route';
import { getForecast } from './forecast.ts';

export const forecastRoutes = (deps: Deps): readonly Route[] => [getForecast(deps)];

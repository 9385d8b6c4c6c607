using K8sRouter.Benchmarks;

return await BenchmarkCommand.Build().Parse(args).InvokeAsync();

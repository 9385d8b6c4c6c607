using K8sRouter.MockProvider;

return await MockCommand.Build().Parse(args).InvokeAsync();

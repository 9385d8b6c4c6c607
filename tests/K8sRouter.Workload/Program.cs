using K8sRouter.Workload;

// The application of the pods on the tests' node. It knows nothing of K8sRouter: only what its environment says.
return args switch
{
    ["ask", var prompt] => await AskCommand.RunAsync(prompt),
    ["serve", ..] => await ServeCommand.RunAsync(),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: K8sRouter.Workload ask PROMPT | serve");
    return 2;
}
